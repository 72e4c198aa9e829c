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
