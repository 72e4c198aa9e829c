using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Reconciling;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Incidents;

/// <summary>Ticks over the real list, without the reconciler: a look that changes nothing is the one that could keep others waiting.</summary>
public sealed class LookOrderTests
{
    private static readonly DateTimeOffset s_start = SampleIncident.Opening.AddHours(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(101, 0, 2)]
    [InlineData(1_000, 0, 13)]
    [InlineData(0, 1_000, 10)]
    [InlineData(1_000, 500, 25)]
    public async Task Looks_ThatChangeNothing_ReachEverybodyWithinTheStatedTicks(int moving, int unshown, int ticks)
    {
        InMemoryIncidentStore store = new();
        for (int number = 1; number <= moving + unshown; number++)
        {
            Incident incident = SampleIncident.Of(number);
            await store.FindOrAddAsync(
                number <= moving ? incident : incident.In(IncidentPhase.Escalated) with { ShowPending = true }, Cancellation);
        }

        HashSet<InstanceId> seen = [];
        for (int tick = 0; tick < ticks; tick++)
        {
            List<UnfinishedIncident> chosen = await TickAsync(store, s_start.AddMinutes(tick), unshownSince: s_start);
            Assert.InRange(chosen.Count, 0, LookOrder.MaxLooks);
            seen.UnionWith(chosen.Select(one => one.Instance));
        }

        Assert.Equal(moving + unshown, seen.Count);
    }

    [Fact]
    public async Task Looks_AtPlansThatWaitForApproval_CostNoneOfTheOutages()
    {
        InMemoryIncidentStore store = new();
        for (int number = 1; number <= 500; number++)
        {
            await store.FindOrAddAsync(SampleIncident.Of(number).In(IncidentPhase.AwaitingApproval, at: s_start.AddHours(3)), Cancellation);
        }

        await store.FindOrAddAsync(SampleIncident.Of(501), Cancellation);

        Assert.Equal([SampleIncident.InstanceOf(501)], (await TickAsync(store, s_start, null)).Select(one => one.Instance));
        Assert.Equal(LookOrder.MaxLooks, (await TickAsync(store, s_start.AddHours(3), null)).Count);
    }

    /// <summary>Six hundred wait for one slot: the outage is looked at in each tick, first, and they get their turn all the same.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(90, 1)]
    [InlineData(180, 2)]
    public async Task Looks_AtOutages_AreNotDelayedByPreventions(int outages, int ticks)
    {
        InMemoryIncidentStore store = new();
        for (int number = 1; number <= 600 + outages; number++)
        {
            Incident incident = SampleIncident.Of(number);
            await store.FindOrAddAsync(number <= 600 ? incident with { Goal = new Goal.Prevent() } : incident, Cancellation);
        }

        HashSet<InstanceId> prevented = [];
        for (int round = 0; round < 3; round++)
        {
            HashSet<InstanceId> seen = [];
            for (int tick = 0; tick < ticks; tick++)
            {
                List<UnfinishedIncident> chosen = await TickAsync(store, s_start.AddMinutes((round * ticks) + tick), null);
                Assert.Equal(LookOrder.MaxLooks, chosen.Count);
                Assert.Equal([.. chosen.OrderBy(one => one.IsPrevention)], chosen);
                seen.UnionWith(chosen.Where(one => !one.IsPrevention).Select(one => one.Instance));
                prevented.UnionWith(chosen.Where(one => one.IsPrevention).Select(one => one.Instance));
            }

            Assert.Equal(outages, seen.Count);
        }

        Assert.InRange(prevented.Count, 3 * ticks * LookOrder.MaxLooksAtPreventions, 600);
    }

    [Fact]
    public async Task Looks_WhatMovesComesBeforeWhatIsOnlyToBeShown()
    {
        InMemoryIncidentStore store = new();
        await store.FindOrAddAsync(SampleIncident.Of(1).In(IncidentPhase.Resolved) with { ShowPending = true }, Cancellation);
        await store.FindOrAddAsync(SampleIncident.Of(2), Cancellation);

        Assert.Equal([SampleIncident.InstanceOf(2), SampleIncident.InstanceOf(1)], (await TickAsync(store, s_start, null)).Select(one => one.Instance));
    }

    [Fact]
    public async Task Looks_AtWhatCannotBeShown_ArePausedLongerAndLonger()
    {
        InMemoryIncidentStore store = new();
        await store.FindOrAddAsync(SampleIncident.Of(1).In(IncidentPhase.Resolved) with { ShowPending = true }, Cancellation);
        List<int> minutes = [];
        for (int minute = 0; minute < 60; minute++)
        {
            if ((await TickAsync(store, s_start.AddMinutes(minute), unshownSince: s_start)).Count > 0)
            {
                minutes.Add(minute);
            }
        }

        // A minute early, as clocks may differ; never more than the longest pause apart.
        Assert.InRange(minutes.Count, 5, 12);
        Assert.True(minutes.Zip(minutes.Skip(1), (one, next) => next - one).Max() <= LookOrder.MaxShowPause.TotalMinutes);
        Assert.True(minutes[^1] - minutes[^2] > minutes[1] - minutes[0]);
    }

    /// <summary>Clocks differ by up to a minute, and so few are looked at that all get their turn: nobody is put back for the others' sake.</summary>
    [Fact]
    public void Choose_AtItsBounds()
    {
        UnfinishedIncident[] listed = [.. Enumerable.Range(1, LookOrder.FewLooks).Select(number => Listed(number, s_start + LookOrder.MaxClockSkew))];
        (IReadOnlyList<UnfinishedIncident> chosen, bool isCrowded) = LookOrder.Choose(listed, s_start);
        Assert.Equal((LookOrder.FewLooks, false), (chosen.Count, isCrowded));

        Assert.True(LookOrder.Choose([.. listed, Listed(100, s_start)], s_start).IsCrowded);
        Assert.Empty(LookOrder.Choose(listed, s_start.AddTicks(-1)).Chosen);
    }

    /// <summary>Seconds for which it could not be shown, and how many it is put back then: as many, from one minute to a quarter of an hour.</summary>
    [Theory]
    [InlineData(0, 60)]
    [InlineData(-5, 60)]
    [InlineData(59, 60)]
    [InlineData(61, 61)]
    [InlineData(899, 899)]
    [InlineData(901, 900)]
    public void PutBack_WhatCannotBeShown_AsLongAgain(int unshown, int expected)
    {
        UnfinishedIncident waiting = Listed(1, s_start) with { WaitsForPerson = true };
        var result = new ReconcileResult(waiting.Instance, null, null, null, Statement.Quoted("")) { UnshownSince = s_start.AddSeconds(-unshown) };

        Assert.Equal(s_start.AddSeconds(expected), LookOrder.PutBackTo(waiting, result, isCrowded: false, s_start));
        Assert.Equal(s_start.AddSeconds(expected), LookOrder.PutBackTo(waiting with { OpenedAt = s_start.AddSeconds(-unshown) }, after: null, isCrowded: false, s_start));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PutBack_AnyOther_OnlyWhereOthersWait(bool isCrowded)
    {
        UnfinishedIncident moving = Listed(1, s_start);
        var shown = new ReconcileResult(moving.Instance, null, null, null, Statement.Quoted(""));

        Assert.Equal(isCrowded ? s_start : null, LookOrder.PutBackTo(moving, shown, isCrowded, s_start));
        Assert.Equal(isCrowded ? s_start : null, LookOrder.PutBackTo(moving with { WaitsForPerson = true }, shown, isCrowded, s_start));
        Assert.Equal(isCrowded ? s_start : null, LookOrder.PutBackTo(moving, after: null, isCrowded, s_start));
    }

    private static UnfinishedIncident Listed(int number, DateTimeOffset lookAt) =>
        new(SampleIncident.InstanceOf(number), s_start.AddHours(-1), lookAt, IsOpen: true, WaitsForPerson: false);

    private static async Task<List<UnfinishedIncident>> TickAsync(InMemoryIncidentStore store, DateTimeOffset now, DateTimeOffset? unshownSince)
    {
        (IReadOnlyList<UnfinishedIncident> chosen, bool isCrowded) = LookOrder.Choose(await store.ListUnfinishedAsync(LookOrder.MaxListed, Cancellation), now);
        foreach (UnfinishedIncident one in chosen)
        {
            var result = new ReconcileResult(one.Instance, null, null, null, Statement.Quoted("")) { UnshownSince = one.WaitsForPerson ? unshownSince : null };
            if (LookOrder.PutBackTo(one, result, isCrowded, now) is { } next)
            {
                await store.PutBackAsync(one, next, Cancellation);
            }
        }

        return [.. chosen];
    }
}
