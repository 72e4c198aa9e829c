using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Reconciling;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

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
        await fleet.TickAsync();
        await fleet.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(isAsked ? [(ManualAction.Prevent, true)] : [], fleet.Asked.Select(request => (request.Action, request.IsFromSchedule)));
    }

    /// <summary>A plan that waits, a prevention under way and an outage each have a place, or may want one at any moment.</summary>
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    [InlineData(7, 0)]
    public async Task Preventions_AreBegunWhereThereAreFreePlaces(int open, int begun)
    {
        SimulatedFleet fleet = new(9) { Prevention = PreventionMode.Fix };
        fleet.Unfinished.AddRange(Enumerable.Range(100, open).Select(number => new UnfinishedIncident(SimulatedFleet.InstanceOf(number), fleet.Time.GetUtcNow(), fleet.Time.GetUtcNow(), IsOpen: true, WaitsForPerson: true)));
        await fleet.TickAsync();
        await fleet.EndAllAsync(Machine.AtRisk);
        await fleet.TickAsync();
        await fleet.TickAsync();

        Assert.Equal(begun, fleet.Asked.Count);
    }

    /// <summary>Each look calls for one, in its turn; what only has to be shown yet has no place.</summary>
    [Fact]
    public async Task Preventions_AllHaveTheirTurn_AndNoneTwice()
    {
        SimulatedFleet fleet = new(60) { Prevention = PreventionMode.Fix };
        fleet.Unfinished.Add(new UnfinishedIncident(SimulatedFleet.InstanceOf(100), fleet.Time.GetUtcNow(), fleet.Time.GetUtcNow(), IsOpen: false, WaitsForPerson: true));
        await fleet.PassAsync(TimeSpan.FromMinutes(4), Machine.AtRisk);
        await fleet.PassAsync(TimeSpan.FromHours(4));

        Assert.Equal(60, fleet.Asked.Select(request => request.Instance).Distinct().Count());
        Assert.Equal(60, fleet.Asked.Count);
    }

    /// <summary>Two invocations that see the same place free: the list that they read does not have what the other has just begun.</summary>
    [Fact]
    public async Task Prevention_TakesItsPlaceAtOnce_WhateverTheListShows()
    {
        SimulatedFleet fleet = new(9) { Prevention = PreventionMode.Fix };
        await fleet.TickAsync();
        await fleet.EndAllAsync(Machine.AtRisk);
        for (int tick = 0; tick < 5; tick++)
        {
            await Task.WhenAll(fleet.TickAsync(), fleet.TickAsync());
        }

        Assert.Equal(2, fleet.Asked.Count);
    }

    /// <summary>Whoever asks for the looks asks for what follows: that he approves it himself is for the rule of two people to say.</summary>
    [Theory]
    [InlineData("aiko", true)]
    [InlineData("aiko", false)]
    [InlineData(null, false)]
    public async Task SweepByHand_CarriesWhoAsked(string? name, bool isProven)
    {
        SimulatedFleet fleet = new(1) { Prevention = PreventionMode.Approve };
        await fleet.Sweep.BeginLooksAsync(10, new Asker(name, isProven), Token);
        await fleet.EndAllAsync(Machine.AtRisk);
        await fleet.TickAsync();

        ManualRequest asked = Assert.Single(fleet.Asked);
        Assert.Equal((name, isProven, true, false), (asked.By, asked.IsFromRunbook, asked.IsFromSweep, asked.IsFromSchedule));

        // The next look is the schedule's.
        await fleet.PassAsync(TimeSpan.FromHours(27), Machine.AtRisk);
        Assert.Equal((null, true), (fleet.Asked[^1].By, fleet.Asked[^1].IsFromSchedule));
    }

    [Fact]
    public async Task SweepByHand_LeadsToAPrevention_AlsoWhereNothingIsLookedAtByItself()
    {
        SimulatedFleet fleet = new(1) { Prevention = PreventionMode.Fix, Period = TimeSpan.Zero };
        await fleet.TickAsync();
        Assert.Empty(fleet.Sent);
        await fleet.Sweep.BeginLooksAsync(10, new Asker("aiko", IsProven: true), Token);
        await fleet.EndAllAsync(Machine.AtRisk);
        await fleet.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal((1, 1), (fleet.Asked.Count, fleet.Sent.Count));
    }

    /// <summary>The look's own word is lost to another save; what is kept of the machine says it all the same.</summary>
    [Fact]
    public async Task SweepByHand_WhoseWordOfAPreventionIsLost_LeadsToItAllTheSame()
    {
        SimulatedFleet fleet = new(1) { Prevention = PreventionMode.Fix, Period = TimeSpan.Zero };
        await fleet.Sweep.BeginLooksAsync(10, new Asker("aiko", IsProven: true), Token);
        fleet.IsWalkSaveLost = true;
        await fleet.EndAllAsync(Machine.AtRisk);
        fleet.IsWalkSaveLost = false;
        await fleet.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal((1, 1, 0), (fleet.Asked.Count, fleet.Sent.Count, fleet.Shown.Count));
    }

    /// <summary>An outage was in its way: after that it is as due as before.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(24)]
    public async Task PreventionThatIsRefused_IsAskedForAgain(int periodHours)
    {
        SimulatedFleet fleet = new(1) { Prevention = PreventionMode.Fix, Period = TimeSpan.FromHours(periodHours), IsRefusing = true };
        await fleet.Sweep.BeginLooksAsync(10, new Asker("aiko", IsProven: true), Token);
        await fleet.EndAllAsync(Machine.AtRisk);
        await fleet.TickAsync();
        Assert.Single(fleet.Asked);

        fleet.IsRefusing = false;
        await fleet.PassAsync(TimeSpan.FromHours(3));

        Assert.Equal([("aiko", false), ("aiko", false)], fleet.Asked.Select(request => (request.By, request.IsFromSchedule)));
    }

    [Fact]
    public async Task SilentMachine_KeepsItsRisks_AndTheyHaveTheirAge()
    {
        await _fleet.TickAsync();
        await _fleet.EndAllAsync(Machine.AtRisk);
        await _fleet.PassAsync(TimeSpan.FromHours(1));
        FleetEntry known = (await _fleet.Store.FindAsync(SimulatedFleet.InstanceOf(1), Token))!;
        _fleet.IsSilent = true;
        await _fleet.PassAsync(TimeSpan.FromHours(60));

        FleetTally tally = await _fleet.Sweep.TallyAsync(Token);
        Assert.Equal((3, 0), (tally.AtRiskCount, tally.UnknownCount));
        FleetEntry silent = (await _fleet.Store.FindAsync(SimulatedFleet.InstanceOf(1), Token))!;
        Assert.Equal((known.LookedAt, "command-undelivered"), (silent.LookedAt, silent.StaleBecause));
        Assert.Equal("oi-1", (await _fleet.Store.FindWalkAsync(Token)).HumanRecordId);
        Assert.Equal("command-undelivered", _fleet.Shown.Last(one => one.IsNew).Tally.AtRisk[0].StaleBecause);

        // Until a look shows it safe, or it is gone.
        _fleet.Remove(3);
        _fleet.IsSilent = false;
        await _fleet.PassAsync(TimeSpan.FromHours(27), Machine.Fixed);
        tally = await _fleet.Sweep.TallyAsync(Token);
        Assert.Equal((2, 2), (tally.Count, tally.SafeCount));
        Assert.Null((await _fleet.Store.FindAsync(SimulatedFleet.InstanceOf(1), Token))!.StaleBecause);
    }

    [Fact]
    public async Task LookThatCannotTell_LeavesTheRisksAsTheyAre()
    {
        await _fleet.TickAsync();
        await _fleet.EndAllAsync(Machine.AtRisk);
        await _fleet.PassAsync(TimeSpan.FromHours(27), Recording.Load("no-apache"));

        Assert.Equal(3, (await _fleet.Sweep.TallyAsync(Token)).AtRiskCount);
        Assert.NotNull((await _fleet.Store.FindAsync(SimulatedFleet.InstanceOf(1), Token))!.StaleBecause);
    }

    [Fact]
    public async Task Off_LooksAtNothing()
    {
        SimulatedFleet fleet = new(1) { Prevention = PreventionMode.Off };
        await fleet.TickAsync();

        Assert.Equal((0, 0), (fleet.Sent.Count, fleet.Calls.Count));
    }

    [Fact]
    public async Task OutageThatNobodyReported_IsAnsweredAsOne_AndAgainWithGrowingPauses()
    {
        SimulatedFleet fleet = new(1);
        List<TimeSpan> pauses = [];
        await fleet.TickAsync();
        await fleet.EndAllAsync(Machine.Broken);
        for (DateTimeOffset last = fleet.Time.GetUtcNow(); pauses.Count < 10;)
        {
            int asked = fleet.Asked.Count;
            await fleet.PassAsync(TimeSpan.FromMinutes(1), Machine.Broken);
            if (fleet.Asked.Count > asked)
            {
                pauses.Add(fleet.Time.GetUtcNow() - last);
                last = fleet.Time.GetUtcNow();
            }
        }

        Assert.All(fleet.Asked, request => Assert.Equal((ManualAction.Remediate, true, true), (request.Action, request.IsFromSweep, request.IsFromSchedule)));
        Assert.InRange(pauses[0], TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(8));
        Assert.All(pauses.Zip(pauses.Skip(1)).Take(7), pair => Assert.InRange(pair.Second / pair.First, 1.6, 2.4));
        Assert.InRange(pauses[^1], TimeSpan.FromHours(21), TimeSpan.FromHours(27));
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

        await fleet.TickAsync();
        await fleet.Sweep.NoteAsync(instance, LookOf(Machine.Fixed, fleet.Time.GetUtcNow()), Token);
        Assert.Equal(1, (await fleet.Sweep.TallyAsync(Token)).SafeCount);
        await fleet.Sweep.NoteAsync(instance, LookOf(Machine.AtRisk, fleet.Time.GetUtcNow().AddSeconds(-1)), Token);
        Assert.Equal(1, (await fleet.Sweep.TallyAsync(Token)).SafeCount);
        await fleet.Sweep.NoteAsync(instance, LookOf(Machine.AtRisk, fleet.Time.GetUtcNow().AddSeconds(1)), Token);

        Assert.Equal(1, (await fleet.Sweep.TallyAsync(Token)).AtRiskCount);
        await fleet.PassAsync(TimeSpan.FromHours(1));
        Assert.Single(fleet.Asked);
        await fleet.Sweep.NoteAsync(SimulatedFleet.InstanceOf(7), LookOf(Machine.Fixed, fleet.Time.GetUtcNow()), Token);
        Assert.Equal(1, (await fleet.Sweep.TallyAsync(Token)).Count);
    }

    /// <summary>A line that anybody can write makes an incident that finds nothing to do; a machine at risk is mended all the same.</summary>
    [Fact]
    public async Task IncidentTwiceADay_DoesNotPutOffTheLookOrThePrevention()
    {
        SimulatedFleet fleet = new(1) { Prevention = PreventionMode.Fix };
        for (int day = 0; day < 4; day++)
        {
            for (int half = 0; half < 2; half++)
            {
                await fleet.PassAsync(TimeSpan.FromHours(12), Machine.AtRisk);
                await fleet.Sweep.NoteAsync(SimulatedFleet.InstanceOf(1), LookOf(Machine.AtRisk, fleet.Time.GetUtcNow()), Token);
            }
        }

        Assert.InRange(fleet.Asked.Count, 3, 5);
    }

    [Fact]
    public async Task IncidentWhileAPreventionWaits_LeavesItDue()
    {
        SimulatedFleet fleet = new(1) { Prevention = PreventionMode.Fix };
        await fleet.Sweep.BeginLooksAsync(10, new Asker("aiko", IsProven: true), Token);
        await fleet.EndAllAsync(Machine.AtRisk);
        await fleet.Sweep.NoteAsync(SimulatedFleet.InstanceOf(1), LookOf(Machine.AtRisk, fleet.Time.GetUtcNow().AddSeconds(1)), Token);
        await fleet.TickAsync();

        Assert.Equal("aiko", Assert.Single(fleet.Asked).By);
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
