using MutexResponder.Clearing;
using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Ports;
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
        Assert.Equal(FleetWalk.MaxWaiting, (await fleet.Store.FindWalkAsync(Token)).Waiting.Length);
        await fleet.PassAsync(TimeSpan.FromHours(4));

        Assert.Equal(60, fleet.Asked.Select(request => request.Instance).Distinct().Count());
        Assert.Equal(60, fleet.Asked.Count);
        Assert.InRange((await fleet.Store.FindWalkAsync(Token)).Begun.Length, 1, 10);
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
        FleetEntry heard = (await _fleet.Store.FindAsync(SimulatedFleet.InstanceOf(1), Token))!;
        Assert.Equal((null, 0), (heard.StaleBecause, heard.FailureCount));
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

    /// <summary>Nobody is to look, or no tag says which instances are ours; and an event without a command is of no look.</summary>
    [Theory]
    [InlineData(PreventionMode.Off, "MutexResponder", null)]
    [InlineData(PreventionMode.Fix, null, "c-1")]
    public async Task OffOrWithoutATag_LooksAtNothing(PreventionMode prevention, string? tag, string? commandId)
    {
        SimulatedFleet fleet = new(1) { Prevention = prevention, Rules = new ClearanceRules { OptInTagKey = tag, OptInTagValue = "enabled" } };
        await fleet.TickAsync();
        await fleet.Sweep.NoteAsync(SimulatedFleet.InstanceOf(1), LookOf(Machine.AtRisk, fleet.Time.GetUtcNow()), Token);
        await fleet.Sweep.CommandEndedAsync(SimulatedFleet.InstanceOf(1), commandId, Token);

        Assert.Empty(fleet.Calls);
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
        _fleet.ListingFailure = RemoteCallFailure.Unavailable;
        await _fleet.TickAsync();
        _fleet.ListingFailure = null;
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task IncidentWhileAPreventionWaits_LeavesItDue_UnlessItFoundTheMachineSafe(bool isAtRisk)
    {
        SimulatedFleet fleet = new(1) { Prevention = PreventionMode.Fix };
        await fleet.Sweep.BeginLooksAsync(10, new Asker("aiko", IsProven: true), Token);
        await fleet.EndAllAsync(Machine.AtRisk);
        await fleet.Sweep.NoteAsync(SimulatedFleet.InstanceOf(1), LookOf(isAtRisk ? Machine.AtRisk : Machine.Fixed, fleet.Time.GetUtcNow().AddSeconds(1)), Token);
        await fleet.TickAsync();

        Assert.Equal(isAtRisk ? ["aiko"] : [], fleet.Asked.Select(request => request.By));
    }

    [Fact]
    public async Task LookThatWasNoted_EndsTheOneUnderWay()
    {
        await _fleet.TickAsync();
        await _fleet.Sweep.NoteAsync(SimulatedFleet.InstanceOf(1), LookOf(Machine.Fixed, _fleet.Time.GetUtcNow()), Token);
        await _fleet.EndAllAsync(Machine.AtRisk);

        FleetTally tally = await _fleet.Sweep.TallyAsync(Token);
        Assert.Equal((1, 2), (tally.SafeCount, tally.AtRiskCount));

        // The next one is a period away, as after any look.
        await _fleet.PassAsync(TimeSpan.FromHours(1), Machine.AtRisk);
        Assert.Equal(3, _fleet.Sent.Count);
    }

    /// <summary>SSM does not list it yet, or it runs: an event that comes too soon, or a tick, ends nothing.</summary>
    [Theory]
    [InlineData(CommandStatus.NotListed)]
    [InlineData(CommandStatus.Running)]
    public async Task LookThatDoesNotEnd_IsGivenUpWhenItsTimeIsUp_AndNotBefore(CommandStatus status)
    {
        SimulatedFleet fleet = new(1);
        await fleet.TickAsync();
        fleet.Time.Advance(FleetSchedule.LookTimeout - TimeSpan.FromSeconds(1));
        await fleet.TickAsync();
        await fleet.EndAllAsync(Reports.Ended(status, ""));
        Assert.Equal("c-1", (await EntryAsync(fleet)).CommandId);

        fleet.Time.Advance(TimeSpan.FromSeconds(1));
        await fleet.TickAsync();

        FleetEntry entry = await EntryAsync(fleet);
        Assert.Equal((null, 1), (entry.CommandId, entry.FailureCount));
        Assert.Equal(new Outlook.Unknown("inspection-timed-out"), entry.Outlook);
    }

    [Theory]
    [InlineData(CommandStatus.Undelivered, "command-undelivered")]
    [InlineData(CommandStatus.Failed, "evidence-incomplete")]
    public async Task LookThatGaveNothing_SaysWhy(CommandStatus status, string why)
    {
        SimulatedFleet fleet = new(1);
        await fleet.TickAsync();
        await fleet.EndAllAsync(Reports.Ended(status, ""));

        Assert.Equal(new Outlook.Unknown(why), (await EntryAsync(fleet)).Outlook);
    }

    /// <summary>SSM takes no look: whether the instance is tried again, and as what it is known, is what EC2 says of it.</summary>
    [Theory]
    [InlineData("running", "enabled", RemoteCallFailure.Invalid, "command-refused")]
    [InlineData("running", "enabled", RemoteCallFailure.AgentSilent, "command-undelivered")]
    [InlineData("stopped", "enabled", RemoteCallFailure.AgentSilent, "instance-not-running")]
    [InlineData("shutting-down", "enabled", RemoteCallFailure.Invalid, null)]
    [InlineData("terminated", "enabled", RemoteCallFailure.Invalid, null)]
    [InlineData("running", "disabled", RemoteCallFailure.Denied, null)]
    public async Task LookThatSsmRefuses_IsKeptWithItsReason_OrForgotten(string state, string optIn, RemoteCallFailure failure, string? why)
    {
        SimulatedFleet fleet = new(1) { Said = (state, optIn), SsmFailure = failure };
        await fleet.TickAsync();

        FleetEntry? entry = await fleet.Store.FindAsync(SimulatedFleet.InstanceOf(1), Token);
        Assert.Equal(why is null ? null : new Outlook.Unknown(why), entry?.Outlook);
        Assert.Equal(why is null, entry is null);
    }

    /// <summary>SSM is throttled for all of them: as many are tried as were asked for.</summary>
    [Fact]
    public async Task SweepByHand_SsmDoesNotAnswer_TriesNoMoreThanItMay()
    {
        SimulatedFleet fleet = new(3) { SsmFailure = RemoteCallFailure.Unavailable };
        FleetLooks looks = await fleet.Sweep.BeginLooksAsync(2, new Asker("aiko", IsProven: true), Token);

        Assert.Equal((0, 2, 1, 2), (looks.Begun.Length, looks.FailedCount, looks.LeftCount, fleet.Tries));
    }

    /// <summary>Nobody looks by itself, and the event of the look's end is lost: once its time is up it is made again.</summary>
    [Fact]
    public async Task SweepByHand_WhoseEndWasLost_LooksAgain()
    {
        SimulatedFleet fleet = new(1) { Prevention = PreventionMode.Off };
        Asker aiko = new("aiko", IsProven: true);
        await fleet.Sweep.BeginLooksAsync(10, aiko, Token);
        fleet.Time.Advance(FleetSchedule.LookTimeout - TimeSpan.FromSeconds(1));
        FleetLooks meanwhile = await fleet.Sweep.BeginLooksAsync(10, aiko, Token);
        fleet.Time.Advance(TimeSpan.FromSeconds(1));
        FleetLooks after = await fleet.Sweep.BeginLooksAsync(10, aiko, Token);
        await fleet.EndAllAsync(Machine.AtRisk);

        Assert.Equal((0, 1, 1, 0), (meanwhile.Begun.Length, meanwhile.Running.Length, after.Begun.Length, after.Running.Length));
        Assert.Equal(1, (await fleet.Sweep.TallyAsync(Token)).AtRiskCount);
    }

    /// <summary>Requests fail for want of a module's mutex, and the machine has a risk besides: that must not hide the outage.</summary>
    [Fact]
    public async Task OutageOfASiteThatAnswers_IsAnsweredAsOne_WhateverElseIsAtRisk()
    {
        SimulatedFleet fleet = new(1);
        await fleet.TickAsync();
        await fleet.EndAllAsync(Recording.Load("u16-eventothers-2").With("unit", "ActiveState=active", "UnitFileState=disabled"));

        Assert.Equal(ManualAction.Remediate, Assert.Single(fleet.Asked).Action);
        Assert.Equal(RiskKind.NotStartedAtBoot, Assert.Single(Assert.IsType<Outlook.AtRisk>((await EntryAsync(fleet)).Outlook).Risks).Kind);
    }

    /// <summary>Two events, or an event and a tick, bring the same end at once.</summary>
    [Fact]
    public async Task EndThatTwoTakeAtOnce_IsAnsweredOnce()
    {
        SimulatedFleet fleet = new(1);
        await fleet.TickAsync();
        fleet.BeforeRead = () => fleet.Sweep.CommandEndedAsync(SimulatedFleet.InstanceOf(1), "c-1", Token);
        await fleet.EndAllAsync(Machine.Broken);

        Assert.Null(fleet.BeforeRead);
        Assert.Single(fleet.Asked);
    }

    /// <summary>A mark that EC2 does not know any more would fail for ever; where it is only throttled, the search goes on from there.</summary>
    [Theory]
    [InlineData(RemoteCallFailure.Unavailable, "300")]
    [InlineData(RemoteCallFailure.Invalid, null)]
    public async Task SearchThatFailsInItsMiddle_GoesOn_OrBeginsAnew(RemoteCallFailure failure, string? mark)
    {
        SimulatedFleet fleet = new(301);
        await fleet.TickAsync();
        Assert.Equal("300", (await fleet.Store.FindWalkAsync(Token)).Token);
        fleet.ListingFailure = failure;
        await fleet.TickAsync();
        Assert.Equal(mark, (await fleet.Store.FindWalkAsync(Token)).Token);

        fleet.ListingFailure = null;
        await fleet.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(301, (await fleet.Sweep.TallyAsync(Token)).Count);
    }

    /// <summary>The end of a look, or another invocation, writes while the fleet is searched.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WalkWrittenMeanwhile_NothingOfThatIsLost(bool isByAnotherSearch)
    {
        SimulatedFleet fleet = new(1);
        fleet.BeforeWalkSave = async () => await fleet.Store.TrySaveWalkAsync(
            new FleetWalk(1, DateTimeOffset.MinValue, isByAnotherSearch ? "300" : null)
            {
                Waiting = [SimulatedFleet.InstanceOf(2)],
                Begun = [new BegunPrevention(SimulatedFleet.InstanceOf(3), fleet.Time.GetUtcNow())],
            },
            Token);
        await fleet.TickAsync();

        FleetWalk walk = await fleet.Store.FindWalkAsync(Token);
        Assert.Equal((SimulatedFleet.InstanceOf(2), SimulatedFleet.InstanceOf(3)), (Assert.Single(walk.Waiting), Assert.Single(walk.Begun).Instance));
        Assert.Equal(isByAnotherSearch ? (DateTimeOffset.MinValue, "300") : (fleet.Time.GetUtcNow(), null), (walk.BegunAt, walk.Token));
    }

    [Fact]
    public async Task WalkThatCannotBeSaved_IsTriedThreeTimes()
    {
        SimulatedFleet fleet = new(0) { IsWalkSaveLost = true };
        await fleet.TickAsync();

        Assert.Equal(3, fleet.Calls["PutItem"]);
    }

    /// <summary>One of them writes the places down first, whatever then becomes of what it asks for.</summary>
    [Fact]
    public async Task TwoInvocationsThatSeeTheSamePlacesFree_AskOnce()
    {
        SimulatedFleet fleet = new(9) { Prevention = PreventionMode.Fix, IsRefusing = true };
        await fleet.TickAsync();
        await fleet.EndAllAsync(Machine.AtRisk);
        fleet.BeforeWalkSave = fleet.TickAsync;
        await fleet.TickAsync();

        Assert.Null(fleet.BeforeWalkSave);
        Assert.Equal(2, fleet.Asked.Count);
    }

    /// <summary>An invocation at its end has the list of its beginning, which shows nothing that was begun since.</summary>
    [Fact]
    public async Task PlaceOfAPreventionThatTheListCannotShow_IsTaken()
    {
        SimulatedFleet fleet = new(9) { Prevention = PreventionMode.Fix };
        await fleet.TickAsync();
        await fleet.EndAllAsync(Machine.AtRisk);
        DateTimeOffset listedAt = fleet.Time.GetUtcNow();
        await fleet.TickAsync();
        fleet.Time.Advance(TimeSpan.FromMinutes(9));
        await fleet.Sweep.TickAsync([], listedAt, Token);
        Assert.Equal(2, fleet.Asked.Count);

        await fleet.TickAsync();
        Assert.Equal(4, fleet.Asked.Count);
    }

    [Fact]
    public async Task PreventionThatIsBegunAndListed_TakesOnePlace()
    {
        SimulatedFleet fleet = new(9) { Prevention = PreventionMode.Fix };
        fleet.Unfinished.Add(new UnfinishedIncident(SimulatedFleet.InstanceOf(100), fleet.Time.GetUtcNow(), fleet.Time.GetUtcNow(), IsOpen: true, WaitsForPerson: false));
        await fleet.TickAsync();
        await fleet.EndAllAsync(Machine.AtRisk);
        await fleet.TickAsync();
        fleet.Unfinished[0] = fleet.Unfinished[0] with { Instance = Assert.Single(fleet.Asked).Instance!.Value };
        await fleet.TickAsync();

        Assert.Equal(2, fleet.Asked.Count);
    }

    /// <summary>A place is kept for minutes: what is begun later than that may be one too many.</summary>
    [Fact]
    public async Task PreventionsThatTakeLongToBegin_AreLeftToTheNextCount()
    {
        SimulatedFleet? fleet = null;
        fleet = new(9) { Prevention = PreventionMode.Fix, BeforeAnswer = () => fleet!.Time.Advance(FleetWalk.BeginTimeout) };
        await fleet.TickAsync();
        await fleet.EndAllAsync(Machine.AtRisk);
        await fleet.TickAsync();

        Assert.Single(fleet.Asked);
    }

    [Fact]
    public async Task TickThatMeetsAStoreThatIsDown_OrTheEndOfItsTime_EndsQuietly()
    {
        SimulatedFleet down = new(1) { IsStoreDown = true };
        using CancellationTokenSource time = new();
        await time.CancelAsync();

        Assert.Null(await Record.ExceptionAsync(down.TickAsync));
        Assert.Null(await Record.ExceptionAsync(() => _fleet.Sweep.TickAsync([], _fleet.Time.GetUtcNow(), time.Token)));
        Assert.Empty(down.Sent.Concat(_fleet.Sent));
    }

    /// <summary>Thousands of entries are read at once; what they rest on quotes the machine.</summary>
    [Fact]
    public async Task Entry_IsShort_HoweverLongTheMachinesTextIs()
    {
        SimulatedFleet fleet = new(1);
        var named = Recording.Load("explicit-mpm-accept");
        await fleet.TickAsync();
        await fleet.EndAllAsync(named.With("directives", [.. named.Lines("directives"), $"/etc/apache2/apache2.conf:999:Mutex sysvsem mpm-accept {new string('x', 9_000)}"]));

        Assert.InRange(FleetJson.Write(await EntryAsync(fleet)).Length, 1, 2_000);
    }

    [Fact]
    public void WhatWaits_IsBounded_TheFirstStay()
    {
        InstanceId[] due = [.. Enumerable.Range(1, FleetWalk.MaxWaiting + 1).Select(SimulatedFleet.InstanceOf)];
        FleetTally tally = due.Aggregate(new FleetTally(), (sum, instance) => sum.Add(FleetSchedule.Found(instance, _fleet.Time.GetUtcNow()) with { IsPreventionDue = true }));

        Assert.Equal(due.SkipLast(1), tally.PreventionsDue);
        Assert.Equal(due.SkipLast(1), (FleetWalk.Never with { Waiting = [due[0]] }).With(due).Waiting);
    }

    private static async Task<FleetEntry> EntryAsync(SimulatedFleet fleet) => (await fleet.Store.FindAsync(SimulatedFleet.InstanceOf(1), Token))!;

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
