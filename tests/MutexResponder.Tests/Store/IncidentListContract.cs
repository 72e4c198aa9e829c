using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Store;

/// <summary>What every <see cref="IListIncidents"/> tells of what its store was given. One subclass a store; each test gets an empty one.</summary>
public abstract class IncidentListContract
{
    private static readonly InstanceId First = SampleIncident.InstanceOf(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An empty store, and the list of it.</summary>
    protected abstract Task<(IIncidentStore Store, IListIncidents List)> CreateEmptyAsync();

    [Fact]
    public async Task Empty_HasNothing()
    {
        (_, IListIncidents list) = await CreateEmptyAsync();

        Assert.Empty(await list.ListOpenAsync(10, Cancellation));
        Assert.Empty(await list.ListEndedAsync(Cancellation));
        Assert.Null(await list.FindAsync(First, null, Cancellation));
        Assert.Null(await list.FindAsync(First, "mr-20260825T205154Z-i-00000000000000001".As<IncidentId>(), Cancellation));
    }

    [Fact]
    public async Task Open_AreListedOldestFirst_UpToTheBound()
    {
        (IIncidentStore store, IListIncidents list) = await CreateEmptyAsync();
        Incident[] open = [.. Enumerable.Range(1, 3).Select(number => Named(SampleIncident.Of(number), number, SampleIncident.Opening.AddMinutes(10 - number)))];
        foreach (Incident incident in open)
        {
            await SaveAsync(store, incident, 0);
        }

        Assert.Equal([ListedIncident.Of(open[2]), ListedIncident.Of(open[1])], await list.ListOpenAsync(2, Cancellation));
        Assert.Empty(await list.ListEndedAsync(Cancellation));
    }

    [Fact]
    public async Task Ended_AreListedNewestEndFirst_AndNotAmongTheOpen_EvenWhereSomebodyHasYetToLook()
    {
        (IIncidentStore store, IListIncidents list) = await CreateEmptyAsync();
        Incident early = Ended(1, SampleIncident.Opening, 5), late = Ended(2, SampleIncident.Opening, 9) with { ShowPending = true };
        await SaveAsync(store, early, 0);
        await SaveAsync(store, late, 0);

        Assert.Equal([ListedIncident.Of(late), ListedIncident.Of(early)], await list.ListEndedAsync(Cancellation));
        Assert.Empty(await list.ListOpenAsync(10, Cancellation));
    }

    [Fact]
    public async Task Ended_MoreThanTheList_TheNewestAreKept()
    {
        (IIncidentStore store, IListIncidents list) = await CreateEmptyAsync();
        foreach (int number in Enumerable.Range(1, IListIncidents.MaxEnded + 2))
        {
            await SaveAsync(store, Ended(number, SampleIncident.Opening, number), 0);
        }

        IReadOnlyList<ListedIncident> ended = await list.ListEndedAsync(Cancellation);

        Assert.Equal(IListIncidents.MaxEnded, ended.Count);
        Assert.Equal(SampleIncident.InstanceOf(IListIncidents.MaxEnded + 2), ended[0].Instance);
        Assert.Equal(SampleIncident.InstanceOf(3), ended[^1].Instance);
    }

    /// <summary>Older than the outage, and more than the list has room for: it would be the first to be left off.</summary>
    [Theory]
    [InlineData(IncidentGoal.Prevent)]
    [InlineData(IncidentGoal.Rollback)]
    public async Task Open_OutageIsListedFirst_HoweverManyOthersAreOlder(IncidentGoal goal)
    {
        (IIncidentStore store, IListIncidents list) = await CreateEmptyAsync();
        Incident[] others = [.. Enumerable.Range(2, 4).Select(number => Named(SampleIncident.Of(number), number, SampleIncident.Opening.AddMinutes(-number)).For(goal))];
        others[0] = others[0].In(IncidentPhase.AwaitingApproval, at: SampleIncident.Opening.AddHours(4));
        Incident outage = Named(SampleIncident.Of(1), 1, SampleIncident.Opening);
        foreach (Incident incident in others.Append(outage))
        {
            await SaveAsync(store, incident, 0);
        }

        Assert.Equal([ListedIncident.Of(outage)], await list.ListOpenAsync(1, Cancellation));
        Assert.Equal([outage.Instance, others[0].Instance, others[3].Instance], (await list.ListOpenAsync(3, Cancellation)).Select(one => one.Instance));
    }

    [Fact]
    public async Task Ended_PreventionsThatEndedLater_PushNoOutageOut()
    {
        (IIncidentStore store, IListIncidents list) = await CreateEmptyAsync();
        Incident outage = Ended(1, SampleIncident.Opening, 1), rollback = Ended(2, SampleIncident.Opening, 2).For(IncidentGoal.Rollback);
        foreach (Incident incident in Enumerable.Range(3, IListIncidents.MaxEnded + 1).Select(number => Ended(number, SampleIncident.Opening, number).For(IncidentGoal.Prevent)).Append(outage).Append(rollback))
        {
            await SaveAsync(store, incident, 0);
        }

        IReadOnlyList<ListedIncident> ended = await list.ListEndedAsync(Cancellation);

        Assert.Equal([rollback.Instance, outage.Instance, SampleIncident.InstanceOf(IListIncidents.MaxEnded + 3)], ended.Take(3).Select(one => one.Instance));
        Assert.Equal(2 + IListIncidents.MaxEnded, ended.Count);
    }

    [Fact]
    public async Task Ended_OfANoisyInstance_DoNotPushTheOthersOut()
    {
        (IIncidentStore store, IListIncidents list) = await CreateEmptyAsync();
        await SaveAsync(store, Ended(2, SampleIncident.Opening, 1), 0);
        await SaveAsync(store, Ended(3, SampleIncident.Opening, 2), 0);
        const int Noise = IListIncidents.MaxEnded + 10;
        for (int number = 1; number <= Noise; number++)
        {
            Incident? before = number == 1 ? null : Ended(1, SampleIncident.Opening.AddMinutes(2 * (number - 1)), 1);
            Incident next = Ended(1, SampleIncident.Opening.AddMinutes(2 * number), 1) with { Version = number };
            Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(next, number - 1, new SlotChange { Replaced = before }, Cancellation));
        }

        IReadOnlyList<ListedIncident> ended = await list.ListEndedAsync(Cancellation);

        Assert.Equal([1, 1, 1, 1, 1, 3, 2], ended.Select(one => Enumerable.Range(1, 3).Single(number => SampleIncident.InstanceOf(number) == one.Instance)));
        Assert.Equal(IncidentId.Of(SampleIncident.Opening.AddMinutes(2 * Noise), First), ended[0].IncidentId);
    }

    [Fact]
    public async Task LookThatFoundNothing_IsNoHistory()
    {
        (IIncidentStore store, IListIncidents list) = await CreateEmptyAsync();
        await SaveAsync(store, Look(Ended(1, SampleIncident.Opening, 5)), 0);

        Assert.Empty(await list.ListEndedAsync(Cancellation));
    }

    [Fact]
    public async Task Replaced_StaysListed_AndIsFoundByItsIdWithEveryField()
    {
        (IIncidentStore store, IListIncidents list) = await CreateEmptyAsync();
        Incident ended = Ended(1, SampleIncident.Opening, 5);
        Incident next = Named(SampleIncident.Of(1), 1, SampleIncident.Opening.AddHours(1)) with { Version = 2 };
        await SaveAsync(store, ended, 0);

        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(next, 1, new SlotChange { Replaced = ended }, Cancellation));

        Assert.Equal([ListedIncident.Of(ended)], await list.ListEndedAsync(Cancellation));
        Assert.Equal([ListedIncident.Of(next)], await list.ListOpenAsync(10, Cancellation));
        Assert.Equal((next.Id, true), Found(await list.FindAsync(First, null, Cancellation)));
        Assert.Equal((next.Id, true), Found(await list.FindAsync(First, next.Id, Cancellation)));
        (Incident old, bool isNewest) = (await list.FindAsync(First, ended.Id, Cancellation))!.Value;
        Assert.Null(StructuralDifference.Find(ended, old));
        Assert.False(isNewest);
        Assert.Null(await list.FindAsync(First, "mr-20200101T000000Z-i-00000000000000001".As<IncidentId>(), Cancellation));
    }

    [Fact]
    public async Task Replaced_WhereTheSaveCameTooLate_IsNotKept()
    {
        (IIncidentStore store, IListIncidents list) = await CreateEmptyAsync();
        Incident ended = Ended(1, SampleIncident.Opening, 5);
        await SaveAsync(store, ended, 0);
        await SaveAsync(store, ended with { Version = 2 }, 1);
        Incident late = Named(SampleIncident.Of(1), 1, SampleIncident.Opening.AddHours(1)) with { Version = 2 };

        Assert.Equal(SaveOutcome.VersionConflict, await store.TrySaveAsync(late, 1, new SlotChange { Replaced = ended }, Cancellation));

        Assert.Single(await list.ListEndedAsync(Cancellation));
        Assert.Empty(await list.ListOpenAsync(10, Cancellation));
    }

    private static (IncidentId, bool) Found((Incident Incident, bool IsNewest)? found) => (found!.Value.Incident.Id, found.Value.IsNewest);

    private static async Task SaveAsync(IIncidentStore store, Incident incident, long expectedVersion) =>
        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(incident, expectedVersion, SlotChange.None, Cancellation));

    private static Incident Named(Incident incident, int number, DateTimeOffset openedAt) =>
        incident with { Id = IncidentId.Of(openedAt, SampleIncident.InstanceOf(number)), OpenedAt = openedAt };

    private static Incident Ended(int number, DateTimeOffset openedAt, int minutes) => Named(SampleIncident.Of(number), number, openedAt).In(IncidentPhase.Resolved, "recovered", at: openedAt.AddMinutes(minutes));

    private static Incident Look(Incident ended) => ended.In(IncidentPhase.NoAction, "healthy", at: ended.OpenedAt) with { Signals = [], SignalCount = 0, Seen = null };
}
