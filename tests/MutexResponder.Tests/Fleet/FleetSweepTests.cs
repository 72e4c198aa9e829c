using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Reconciling;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;
using Xunit;

namespace MutexResponder.Tests.Fleet;

/// <summary>The fleet's state is kept by small steps that may be lost, doubled or late; none of them changes a machine.</summary>
public sealed class FleetSweepTests
{
    private readonly SimulatedFleet _fleet = new(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NewInstances_AreFoundAndLookedAt_AtTheFirstTick()
    {
        await _fleet.TickAsync();
        Assert.Equal(3, _fleet.Sent.Count);

        await _fleet.EndAllAsync(Machine.AtRisk);

        FleetTally tally = await _fleet.Sweep.TallyAsync(Token);
        Assert.Equal((3, 3), (tally.Count, tally.AtRiskCount));
        Assert.Equal(3, tally.Risks[RiskKind.AcceptMutexRemovable]);
        Assert.All(_fleet.Sent, request => Assert.Equal(CommandKind.Inspect, request.Kind));
    }

    [Fact]
    public async Task NextLook_ComesAfterThePeriod_AndNotBefore()
    {
        await _fleet.TickAsync();
        await _fleet.EndAllAsync(Machine.Fixed);

        await _fleet.PassAsync(TimeSpan.FromHours(21));
        Assert.Equal(3, _fleet.Sent.Count);
        await _fleet.PassAsync(TimeSpan.FromHours(6), Machine.Fixed);
        Assert.Equal(6, _fleet.Sent.Count);
    }

    [Fact]
    public async Task InstanceThatIsTaggedLater_IsLookedAtWithinTheHour()
    {
        await _fleet.TickAsync();
        await _fleet.EndAllAsync(Machine.Fixed);
        _fleet.Add(4);

        await _fleet.PassAsync(TimeSpan.FromHours(1));

        Assert.Contains(_fleet.Sent, request => request.Instance == SimulatedFleet.InstanceOf(4));
    }

    [Fact]
    public async Task LostEnd_IsFoundAfterTheLooksTime()
    {
        await _fleet.TickAsync();
        _fleet.EndAllUnheard(Machine.AtRisk);

        await _fleet.PassAsync(FleetSchedule.LookTimeout + TimeSpan.FromMinutes(1));

        Assert.Equal(3, (await _fleet.Sweep.TallyAsync(Token)).AtRiskCount);
        Assert.Equal(3, _fleet.Sent.Count);
    }

    [Fact]
    public async Task SilentMachine_IsTriedWithPauses_ThenUnknown_AndItsLastStateGoes()
    {
        await _fleet.TickAsync();
        await _fleet.EndAllAsync(Machine.Fixed);
        _fleet.IsSilent = true;

        await _fleet.PassAsync(TimeSpan.FromHours(29));
        FleetTally tally = await _fleet.Sweep.TallyAsync(Token);
        Assert.Equal((0, 3), (tally.SafeCount, tally.UnknownCount));
        int tries = _fleet.Tries;
        await _fleet.PassAsync(TimeSpan.FromHours(24));

        Assert.InRange(_fleet.Tries - tries, 1, 3 * 12);
        FleetEntry entry = (await _fleet.Store.FindAsync(SimulatedFleet.InstanceOf(1), Token))!;
        Assert.Equal(new Outlook.Unknown("command-undelivered"), entry.Outlook);
    }

    [Fact]
    public async Task InstanceThatIsGone_OrNotOursAnyMore_IsForgotten()
    {
        await _fleet.TickAsync();
        await _fleet.EndAllAsync(Machine.Fixed);
        _fleet.Remove(1);

        await _fleet.PassAsync(TimeSpan.FromHours(30));

        Assert.Equal(2, (await _fleet.Sweep.TallyAsync(Token)).Count);
    }

    [Theory]
    [InlineData(PreventionMode.Report, false)]
    [InlineData(PreventionMode.Approve, true)]
    [InlineData(PreventionMode.Fix, true)]
    public async Task MachineAtRisk_IsGivenToThePrevention_WhereItMayChangeSomething(PreventionMode prevention, bool isAsked)
    {
        SimulatedFleet fleet = new(1) { Prevention = prevention };
        await fleet.TickAsync();
        await fleet.EndAllAsync(Machine.AtRisk);

        Assert.Equal(isAsked ? [(ManualAction.Prevent, true)] : [], fleet.Asked.Select(request => (request.Action, request.IsFromSchedule)));
    }

    [Fact]
    public async Task Off_LooksAtNothing()
    {
        SimulatedFleet fleet = new(1) { Prevention = PreventionMode.Off };
        await fleet.TickAsync();

        Assert.Equal((0, 0), (fleet.Sent.Count, fleet.Calls.Count));
    }

    [Fact]
    public async Task OutageThatNobodyReported_IsToldOnce()
    {
        await _fleet.TickAsync();
        await _fleet.EndAllAsync(Machine.Broken);
        await _fleet.PassAsync(TimeSpan.FromHours(27), Machine.Broken);

        Assert.Equal(3, _fleet.Asked.Count);
        Assert.All(_fleet.Asked, request => Assert.Equal(ManualAction.Inspect, request.Action));
    }

    [Fact]
    public async Task People_AreShownTheFleet_WhenItSaysSomethingNew()
    {
        await _fleet.TickAsync();
        await _fleet.EndAllAsync(Machine.AtRisk);
        await _fleet.PassAsync(TimeSpan.FromHours(3));
        int shown = _fleet.Shown.Count(one => one.IsNew);
        Assert.Equal(3, _fleet.Shown[^1].Tally.AtRiskCount);
        Assert.Equal("oi-1", (await _fleet.Store.FindWalkAsync(Token)).HumanRecordId);

        await _fleet.PassAsync(TimeSpan.FromHours(27), Machine.Fixed);

        Assert.Equal(0, _fleet.Shown[^1].Tally.AtRiskCount);
        Assert.InRange(_fleet.Shown.Count(one => one.IsNew) - shown, 1, 3);
        Assert.Null((await _fleet.Store.FindWalkAsync(Token)).HumanRecordId);
    }

    [Fact]
    public async Task ListingThatFails_GoesOnLater()
    {
        _fleet.IsListingDown = true;
        await _fleet.TickAsync();
        _fleet.IsListingDown = false;
        await _fleet.PassAsync(TimeSpan.FromHours(1), Machine.Fixed);

        Assert.Equal(3, _fleet.Sent.Count);
    }

    [Fact]
    public async Task SameEndTwice_CountsOnce()
    {
        await _fleet.TickAsync();
        await _fleet.EndAllAsync(Machine.AtRisk);
        FleetEntry once = (await _fleet.Store.FindAsync(SimulatedFleet.InstanceOf(1), Token))!;
        await _fleet.EndAllAsync(Machine.AtRisk);

        Assert.Equal(once.Version, (await _fleet.Store.FindAsync(SimulatedFleet.InstanceOf(1), Token))!.Version);
    }

    [Fact]
    public async Task WhatAnIncidentEndedOn_IsKnownAtOnce_AndAsksForNothing()
    {
        SimulatedFleet fleet = new(1) { Prevention = PreventionMode.Fix };
        await fleet.TickAsync();
        await fleet.EndAllAsync(Machine.AtRisk);
        fleet.Time.Advance(TimeSpan.FromMinutes(1));
        InstanceId instance = SimulatedFleet.InstanceOf(1);

        await fleet.Sweep.NoteAsync(instance, LookOf(Machine.Fixed, fleet.Time.GetUtcNow()), Token);
        Assert.Equal(1, (await fleet.Sweep.TallyAsync(Token)).SafeCount);
        await fleet.Sweep.NoteAsync(instance, LookOf(Machine.AtRisk, fleet.Time.GetUtcNow().AddSeconds(-1)), Token);
        Assert.Equal(1, (await fleet.Sweep.TallyAsync(Token)).SafeCount);
        await fleet.Sweep.NoteAsync(instance, LookOf(Machine.AtRisk, fleet.Time.GetUtcNow().AddSeconds(1)), Token);

        Assert.Equal(1, (await fleet.Sweep.TallyAsync(Token)).AtRiskCount);
        Assert.Single(fleet.Asked);
        await fleet.Sweep.NoteAsync(SimulatedFleet.InstanceOf(7), LookOf(Machine.Fixed, fleet.Time.GetUtcNow()), Token);
        Assert.Equal(1, (await fleet.Sweep.TallyAsync(Token)).Count);
    }

    [Fact]
    public async Task LookThatWasNoted_EndsTheOneUnderWay()
    {
        await _fleet.TickAsync();
        await _fleet.Sweep.NoteAsync(SimulatedFleet.InstanceOf(1), LookOf(Machine.Fixed, _fleet.Time.GetUtcNow()), Token);
        await _fleet.EndAllAsync(Machine.AtRisk);

        FleetTally tally = await _fleet.Sweep.TallyAsync(Token);
        Assert.Equal((1, 2), (tally.SafeCount, tally.AtRiskCount));
    }

    private static Look LookOf(Recording found, DateTimeOffset readAt) => new(found.ToString(), readAt, readAt);

    /// <summary>Ten thousand instances, a whole day of ticks, no call but those that are counted. The figures stand in infra/README.md.</summary>
    [Fact]
    public async Task TenThousand_ADay_CallsTimeAndMoneyAreBounded()
    {
        SimulatedFleet fleet = new(10_000);
        var nothing = Recording.Load("no-apache");
        DateTimeOffset begun = fleet.Time.GetUtcNow();
        await fleet.TickAsync();
        TimeSpan firstPass = TimeSpan.Zero;
        for (int minute = 1; minute <= 48 * 60; minute++)
        {
            await fleet.EndAllAsync(nothing);
            if (minute == 24 * 60)
            {
                fleet.Calls.Clear();
            }

            if (minute % 10 == 0 && firstPass == TimeSpan.Zero && (await fleet.Sweep.TallyAsync(Token)) is { NewCount: 0, Count: 10_000 })
            {
                firstPass = fleet.Time.GetUtcNow() - begun;
            }

            fleet.Time.Advance(TimeSpan.FromMinutes(1));
            await fleet.TickAsync();
        }

        int looks = fleet.Calls.GetValueOrDefault("SendCommand");
        int total = fleet.Calls.Values.Sum();
        double money = SimulatedFleet.PriceOf(fleet.Calls, looks);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"10,000 instances: first pass {firstPass.TotalHours:0.0} h; second day {looks} looks, {total} calls ({string.Join(", ", fleet.Calls.Select(call => $"{call.Key} {call.Value}"))}), {money:0.00} USD"));
        FleetTally tally = await fleet.Sweep.TallyAsync(Token);
        Assert.Equal((10_000, 10_000), (tally.Count, tally.UnknownCount));
        Assert.InRange(firstPass, TimeSpan.FromHours(8), TimeSpan.FromHours(9));
        Assert.InRange(looks, 9_000, 14_000);
        Assert.InRange(total, looks * 4, looks * 6);
        Assert.InRange(fleet.MostCallsInATick, 1, (FleetSweep.MaxLooks * 2) + (FleetSweep.MaxPages * 102) + 30);
        Assert.InRange(money, 0.01, 0.50);
    }
}
