using MutexResponder.Clearing;
using MutexResponder.Deciding;
using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents;

/// <summary>Each guard of a decision by itself: what it leads to at its bound and beside it, and what is told of it.</summary>
public sealed class DecisionTests
{
    private const string RefusedOrder = "#result step=apply status=refused reason=config-broken";

    private static readonly Veto KillSwitch = new(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"));
    private static readonly RemoteCallException NoAnswer = new(RemoteCallFailure.Unavailable, "no answer in time");
    private static readonly RemoteCallException Denied = new(RemoteCallFailure.Denied, "AccessDeniedException");

    [Fact]
    public void Nothing_IsDecidedOnNothing()
    {
        Assert.Throws<ArgumentNullException>("seen", () => Decider.Decide(null, Responder.Instance, null!, new Policy(), default));
        Assert.Throws<ArgumentNullException>("policy", () => Decider.Decide(null, Responder.Instance, new Observation(new Trigger { Kind = TriggerKind.Tick }), null!, default));
    }

    /// <summary>By its comment a command is found in SSM: no two of an instance share one, since each names the record that orders it.</summary>
    [Fact]
    public void Command_IsNamedByTheRecordThatOrdersIt()
    {
        Incident waiting = SampleIncident.Of(1);
        Incident next = Decider.Decide(waiting, waiting.Instance, new Observation(new Trigger { Kind = TriggerKind.Tick }), new Policy(), waiting.Pending!.Deadline).Next!;

        Assert.Equal((2, $"{waiting.Id} inspect 1 v2"), (next.Version, next.Pending!.Comment));
    }

    [Fact]
    public async Task CommandsThatAreOver_AreKept_TheNewestOfThem()
    {
        Responder responder = new() { Policy = new Policy { MaxInspections = 99 } };
        await responder.LineAsync();
        foreach (int kept in Enumerable.Range(1, Incident.MaxCommands + 1).Select(over => Math.Min(over, Incident.MaxCommands)))
        {
            await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
            Assert.Equal(responder.Commands.Sent.SkipLast(1).TakeLast(kept).Select(sent => sent.Id), (await responder.IncidentAsync()).Commands.Select(command => command.CommandId));
        }
    }

    [Fact]
    public async Task Answer_ThatCameBefore_IsTakenOnce_AndNoOtherIsTakenForIt()
    {
        Responder responder = await WaitingAsync();
        Incident waiting = await responder.IncidentAsync();
        ManualRequest reject = new(ManualAction.Reject, Responder.Instance, Wait: false, "aiko") { IncidentId = waiting.Id, Plan = waiting.Proposal!.Digest };
        Assert.False((await responder.AskAsync(reject)).IsRefusal);
        Incident rejected = await responder.IncidentAsync();
        Assert.Equal("rejected-by", rejected.Why!.Told.Code);

        Assert.False((await responder.AskAsync(reject)).IsRefusal);
        Assert.Equal(rejected, await responder.IncidentAsync());
        Assert.True((await responder.AskAsync(reject with { Action = ManualAction.Approve })).IsRefusal);
        ReconcileResult other = await responder.AskAsync(reject with { IncidentId = IncidentId.Of(waiting.OpenedAt.AddDays(-1), waiting.Instance) });
        Assert.Equal((true, "nothing-waits-of"), (other.IsRefusal, other.Told.Code));
        Assert.Equal("nothing-waits", (await new Responder().AskAsync(reject)).Told.Code);
    }

    [Fact]
    public async Task Approval_OfAnotherPlanThanTheApprovedOne_IsNoRepetition()
    {
        Responder responder = await WaitingAsync();
        Incident waiting = await responder.IncidentAsync();
        ManualRequest approve = new(ManualAction.Approve, Responder.Instance, Wait: false, "aiko") { IncidentId = waiting.Id, Plan = waiting.Proposal!.Digest };
        await responder.AskAsync(approve);

        Assert.Equal("approved-by", (await responder.IncidentAsync()).Timeline[^1].Told.Code);
        Assert.False((await responder.AskAsync(approve)).IsRefusal);
        Assert.True((await responder.AskAsync(approve with { Plan = new PlanDigest("000000000000") })).IsRefusal);
        Assert.True((await responder.AskAsync(approve with { Plan = null })).IsRefusal);
        Assert.True((await responder.AskAsync(approve with { Action = ManualAction.Reject })).IsRefusal);
    }

    /// <summary>Told that it is done, a person would go: here nothing was approved, and nobody has said no.</summary>
    [Fact]
    public async Task Answer_ThatWasNeverTaken_IsNoRepetition()
    {
        Responder rejected = await WaitingAsync();
        await rejected.AskAsync(ManualAction.Reject, "aiko");
        ManualRequest approve = new(ManualAction.Approve, Responder.Instance, Wait: false, "aiko") { IncidentId = (await rejected.IncidentAsync()).Id };
        Assert.True((await rejected.AskAsync(approve)).IsRefusal);

        Responder healthy = new();
        await healthy.LineAsync(-100);
        await healthy.EndAsync(Reports.Inspected(Machine.AtRisk));
        Assert.Equal(IncidentPhase.NoAction, (await healthy.IncidentAsync()).Phase);
        Assert.True((await healthy.AskAsync(approve with { Action = ManualAction.Reject, IncidentId = (await healthy.IncidentAsync()).Id })).IsRefusal);
    }

    [Theory]
    [InlineData("b77c7aab-05ff-49e0-aaf6-74e33858bde6", "11111111-2222-4333-8444-555555555555", "rebooted-since-approval")]
    [InlineData("|hash=8a157e5d", "|hash=9a157e5d", "reconfigured-since-approval")]
    [InlineData("|pid=73", "|pid=72", "parent-replaced-since-approval")]
    [InlineData("fix=conf-available", "fix=conf-d", "other-change-than-approved")]
    public async Task PlanThatIsAnotherByNow_WaitsAgain_AndTheOneDifferenceIsTold(string there, string instead, string told)
    {
        Responder responder = await WaitingAsync();
        await responder.AskAsync(ManualAction.Approve, "aiko");
        int before = (await responder.IncidentAsync()).Timeline.Length;
        await responder.EndAsync(Reports.Inspected(Machine.Broken.Replacing(there, instead)));

        Incident waiting = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.AwaitingApproval, null), (waiting.Phase, waiting.Approval));
        Assert.Equal(["diagnosed", told, "mode-approve"], waiting.Timeline.Skip(before).Select(entry => entry.Told.Code));
    }

    [Fact]
    public async Task PlanThatRemovesTheSameArrays_IsToldForItsOneDifference()
    {
        Recording exhausted = Recording.Load("exhausted");
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Approve } };
        await responder.LineAsync(exhausted);
        Assert.Equal([1, 3, 5], (await responder.IncidentAsync()).Proposal!.RemoveSemaphores);
        await responder.AskAsync(ManualAction.Approve, exhausted.Replacing(exhausted.ConfigHash, new string('c', 64)), by: "aiko");

        Assert.Equal(["reconfigured-since-approval", "mode-approve"], (await responder.IncidentAsync()).Timeline.TakeLast(2).Select(entry => entry.Told.Code));
        Assert.DoesNotContain((await responder.IncidentAsync()).Timeline, entry => entry.Told.Code == "other-change-than-approved");
    }

    [Fact]
    public async Task TwoPeople_WhoAskedMayRejectIt_AndTheFirstApprovalIsWrittenOnce()
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Approve, RequiresTwoPeople = true } };
        await responder.AskAsync(ManualAction.Remediate, Machine.Broken, by: "aiko");
        await responder.AskAsync(ManualAction.Approve, "ben", isFromRunbook: true);
        Incident once = await responder.IncidentAsync();
        await responder.AskAsync(ManualAction.Approve, "ben", isFromRunbook: true);
        Assert.Equal(once, await responder.IncidentAsync());

        Assert.False((await responder.AskAsync(ManualAction.Reject, "aiko")).IsRefusal);
        Assert.Equal(IncidentPhase.NoAction, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task OnePersonIsEnough_WhoAskedApproves()
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Approve } };
        await responder.AskAsync(ManualAction.Remediate, Machine.Broken, by: "aiko");

        Assert.Equal((false, IncidentPhase.Inspecting), ((await responder.AskAsync(ManualAction.Approve, "aiko")).IsRefusal, (await responder.IncidentAsync()).Phase));
    }

    /// <summary>A permission that is missing is not asked for at each line; a rollback that was never sent changed nothing.</summary>
    [Theory]
    [InlineData(false, false, "command-refused", false)]
    [InlineData(true, false, "rollback-command-refused", true)]
    [InlineData(true, true, "rollback-command-refused", false)]
    public async Task OrderThatSsmRefuses_ARemediationCountsAsTried(bool isRollback, bool wasSentBefore, string told, bool didNothing)
    {
        Responder responder = isRollback ? await FixedAsync() : new Responder();
        await (isRollback ? responder.AskAsync(ManualAction.Rollback) : responder.LineAsync());
        responder.Commands.BeforeSend = _ => throw (wasSentBefore ? NoAnswer : Denied);
        await responder.EndAsync(Reports.Inspected(isRollback ? Machine.Fixed : Machine.Broken));
        if (wasSentBefore)
        {
            responder.Commands.BeforeSend = _ => throw Denied;
            await responder.TickAsync(TimeSpan.FromMinutes(1));
        }

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "command-refused", told), (incident.Phase, incident.ReasonCode, incident.Why!.Told.Code));
        Assert.Equal((didNothing, 1), (incident.Attempt!.DidNothing, incident.RemediationsStarted.Length));
    }

    [Theory]
    [InlineData(false, "nothing-changed", true)]
    [InlineData(true, "change-not-sent-again", false)]
    public async Task VetoBeforeTheSending_TellsWhetherAnythingMayHaveBeenSent(bool wasSentBefore, string told, bool didNothing)
    {
        Responder responder = new();
        await responder.LineAsync();
        if (wasSentBefore)
        {
            responder.Commands.BeforeSend = _ => throw NoAnswer;
            await responder.EndAsync(Reports.Inspected(Machine.Broken));
            responder.Vetoes.Current = new Clearance([KillSwitch], null, []);
            await responder.TickAsync(TimeSpan.FromMinutes(1));
        }
        else
        {
            responder.Vetoes.Next.Enqueue(Clearance.Free);
            responder.Vetoes.Current = new Clearance([KillSwitch], null, []);
            responder.Vetoes.BeforeAnswer = () => responder.Time.Advance(responder.Policy.ClearanceLifetime);
            await responder.EndAsync(Reports.Inspected(Machine.Broken));
        }

        Incident incident = await responder.IncidentAsync();
        Assert.Equal(("kill-switch", told, didNothing), (incident.ReasonCode, incident.Why!.Told.Code, incident.Attempt!.DidNothing));
        Assert.Equal(didNothing ? 0 : 1, incident.RemediationsStarted.Length);
    }

    /// <summary>What could be taken back is known from the report alone, where it says that something was written.</summary>
    [Theory]
    [InlineData("#result step=apply status=changed reason=applied", true)]
    [InlineData("#result step=apply status=changed reason=already-fixed", false)]
    [InlineData("#result step=apply status=unchanged reason=applied", false)]
    [InlineData("#result step=restore status=changed reason=applied", false)]
    public async Task Report_TellsOfAChange(string told, bool isChange)
    {
        Responder responder = await RemediatingAsync();
        AppliedChange expected = new((await responder.IncidentAsync()).Id, Machine.Broken.ConfigHash.As<MutexResponder.Inspection.ConfigHash>(), responder.Time.GetUtcNow()) { By = RecoveryKind.Reboot };
        await responder.EndAsync(Reports.Remediated(told, Machine.Rebooting));

        Assert.Equal(isChange ? expected : null, (await responder.IncidentAsync()).LastChange);
        if (isChange)
        {
            // The look that finds it adds nothing.
            responder.Time.Advance(TimeSpan.FromMinutes(1));
            await responder.EndAsync(Reports.Inspected(Machine.Fixed));
            Assert.Equal(expected, (await responder.IncidentAsync()).LastChange);
        }
    }

    [Fact]
    public async Task Report_OfAPlanThatChangesNothing_IsNoChange()
    {
        Responder responder = new();
        await responder.LineAsync(Machine.FixedNotRebooted);
        Assert.Equal(Remedy.None, (await responder.IncidentAsync()).Proposal!.Remedy);
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Rebooting));

        Assert.Null((await responder.IncidentAsync()).LastChange);
    }

    [Theory]
    [InlineData(true, "command-ended", null)]
    [InlineData(false, "looking-again", "no-report")]
    public async Task LookAfterAChange_TellsWhetherTheOrderEnded(bool hasEnded, string told, string? why)
    {
        Responder responder = await RemediatingAsync();
        if (hasEnded)
        {
            await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Rebooting));
        }
        else
        {
            await responder.TickAsync(responder.Policy.RemediationTimeout);
        }

        Assert.Equal((told, why), Newest(await responder.IncidentAsync()));
        Assert.Equal(CommandKind.Inspect, (await responder.IncidentAsync()).Pending!.Kind);

        // A change that is under way is in its state: the record, whose size has a bound, holds it once.
        Assert.Equal((true, null), ((await responder.IncidentAsync()).Attempt is not null, (await responder.IncidentAsync()).Tried));
    }

    /// <summary>The script was stopped in the middle: it is looked at again; what was taken back for its own sake is a person's.</summary>
    [Fact]
    public async Task ChangeThatWasTakenBack_InterruptedIsTriedAgain_WithoutEffectIsLeft()
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, MaxRemediationsPerDay = 9 } };
        await responder.LineAsync();
        for (int order = 1; order <= responder.Policy.MaxInspections; order++)
        {
            await responder.EndAsync(Reports.Inspected(Machine.Broken));
            await responder.EndAsync(Reports.Remediated("#result step=apply status=failed-restored reason=interrupted", ""));
            Assert.Equal(order < responder.Policy.MaxInspections ? ("inspecting-again", "change-interrupted") : ("change-interrupted", null), Newest(await responder.IncidentAsync()));
            Assert.Equal(order, (await responder.IncidentAsync()).RemediationsStarted.Length);
        }

        Assert.Equal((IncidentPhase.Escalated, null), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).PutBack));
        Responder other = await RemediatingAsync();
        await other.EndAsync(Reports.Remediated("#result step=apply status=failed-restored reason=configtest", ""));
        Incident left = await other.IncidentAsync();
        Assert.Equal(("remedy-not-effective", Machine.Broken.ConfigHash, 1), (left.ReasonCode, left.PutBack?.ToString(), left.RemediationsStarted.Length));
    }

    [Theory]
    [InlineData(false, "#result step=apply status=failed reason=write-failed", "restore-failed")]
    [InlineData(false, RefusedOrder, "change-refused-by-instance")]
    [InlineData(true, "#result step=restore status=refused reason=config-broken", "rollback-refused-by-instance")]
    [InlineData(true, "#result step=restore status=failed-restored reason=interrupted", "rollback-not-effective")]
    public async Task OrderThatEndsWithoutALook_IsToldForWhatItWas(bool isRollback, string result, string told)
    {
        Incident incident = await OrderEndedAsync(isRollback, result);

        Assert.Equal((IncidentPhase.Escalated, told, null), (incident.Phase, incident.Why!.Told.Code, incident.Pending));
    }

    [Theory]
    [InlineData(false, "#result step=apply status=refused reason=stale-config", "refused-inspecting-again")]
    [InlineData(true, "#result step=restore status=refused reason=stale-config", "rollback-refused-inspecting-again")]
    public async Task OrderThatAnotherLookCures_IsToldForWhatItWas(bool isRollback, string result, string told)
    {
        Incident incident = await OrderEndedAsync(isRollback, result);

        Assert.Equal((IncidentPhase.Inspecting, told, true, isRollback ? 1 : 0), (incident.Phase, incident.Timeline[^1].Told.Code, incident.Attempt!.DidNothing, incident.RemediationsStarted.Length));
    }

    /// <summary>The second copy refuses the recovery, which says nothing of the first one's: the machine is looked at.</summary>
    [Fact]
    public async Task OrderSentAgain_RecoveryRefusedForGood_IsLookedAtAllTheSame()
    {
        Responder responder = new();
        await responder.LineAsync();
        responder.Commands.BeforeSend = _ => throw NoAnswer;
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        responder.Commands.BeforeSend = _ => { };
        await responder.TickAsync(TimeSpan.FromMinutes(1));
        await responder.EndAsync(Reports.Remediated(Machine.Changed, "#result step=recover status=refused reason=stopped-on-purpose"));

        Assert.Equal((IncidentPhase.Remediating, CommandKind.Inspect), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).Pending!.Kind));
    }

    [Fact]
    public async Task InspectionWithoutEvidence_IsTakenAgainUpToTheBound_AndToldForWhatItWas()
    {
        (CommandReport Report, string Told)[] cases =
        [
            (Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"), "command-undelivered"),
            (Reports.Ended(CommandStatus.Failed, "Failed"), "no-usable-evidence"),
            (Reports.Inspected(Machine.Broken.With("user")), "not-enough-evidence"),
        ];
        foreach ((CommandReport report, string told) in cases)
        {
            Responder responder = new();
            await responder.LineAsync();
            for (int look = 1; look < responder.Policy.MaxInspections; look++)
            {
                await responder.EndAsync(report);
                Assert.Equal((IncidentPhase.Inspecting, ("inspecting-again", told)), ((await responder.IncidentAsync()).Phase, Newest(await responder.IncidentAsync())));
            }

            await responder.EndAsync(report);
            Assert.Equal((IncidentPhase.Escalated, told), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).Why!.Told.Code));
        }
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 2)]
    public async Task InspectionThatDoesNotEnd_IsTakenAgainWhenItsTimeIsUp(int seconds, int looks)
    {
        Responder responder = new();
        await responder.LineAsync();
        await responder.TickAsync(responder.Policy.InspectionTimeout + TimeSpan.FromSeconds(seconds));

        Assert.Equal(looks, responder.Commands.Sent.Count);
    }

    /// <summary>A line that no look of this incident can see any more is not forgotten with it.</summary>
    [Fact]
    public async Task LineNewerThanTheLastLook_IsLeftToTheNextIncident_AtTheSpacing()
    {
        Responder responder = new();
        await responder.LineAsync();
        for (int look = 1; look <= responder.Policy.MaxInspections; look++)
        {
            Assert.Equal((IncidentPhase.Inspecting, look), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).InspectionCount));
            await responder.LineAsync(Machine.AtRisk, second: 1000 + look);
        }

        State.Ended ended = Assert.IsType<State.Ended>((await responder.IncidentAsync()).State);
        Assert.Equal((Ending.NoAction, responder.Time.GetUtcNow() + responder.Policy.InspectionSpacing), (ended.Ending, ended.InspectAgainAt));
    }

    /// <summary>What is a day old counts no more: neither where the incident opens, nor where it orders.</summary>
    [Theory]
    [InlineData(-1, 0, 1, "attempts-exhausted")]
    [InlineData(0, 0, 0, null)]
    [InlineData(-10, 9, 1, "attempts-exhausted")]
    [InlineData(-10, 10, 1, null)]
    public async Task RemediationsOfADay_AreThoseOfLessThanADayAgo(int askedAt, int lookTakes, int keptAtOpening, string? reason)
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, MaxRemediationsPerDay = 1 } };
        await responder.LineAsync(Machine.Broken);
        DateTimeOffset first = responder.Time.GetUtcNow();
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Recovered), Machine.Fixed);
        responder.Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(askedAt));
        await responder.AskAsync(ManualAction.Remediate);
        Assert.Equal(keptAtOpening, (await responder.IncidentAsync()).RemediationsStarted.Length);
        responder.Time.Advance(TimeSpan.FromSeconds(lookTakes));
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal(reason, incident.ReasonCode);
        Assert.Equal([reason is null ? responder.Time.GetUtcNow() : first], incident.RemediationsStarted);
        Assert.Equal(reason is null, responder.Commands.Sent[^1].Request.Comment.Contains(" remediate 1 ", StringComparison.Ordinal));
    }

    /// <summary>One that began before the day and goes on in it: what is older than a day counts no more.</summary>
    [Fact]
    public async Task PreventionsOfADay_AreKeptLikewise()
    {
        Responder responder = new() { Policy = new Policy { Prevention = PreventionMode.Fix, MaxRemediationsPerDay = 1 } };
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.EndAsync(Reports.Remediated("#result step=apply status=failed-restored reason=configtest", ""));
        responder.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        Assert.Equal(("attempts-exhausted", 1), ((await responder.IncidentAsync()).ReasonCode, (await responder.IncidentAsync()).PreventionsStarted.Length));

        responder.Time.Advance(TimeSpan.FromSeconds(1));
        await responder.AskAsync(ManualAction.Prevent);
        Assert.Empty((await responder.IncidentAsync()).PreventionsStarted);
        await responder.EndAsync(Reports.Inspected(Machine.AtRisk));
        Assert.Equal((IncidentPhase.Remediating, 1, 0), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).PreventionsStarted.Length, (await responder.IncidentAsync()).RemediationsStarted.Length));
        Assert.Contains(" prevent 1 ", responder.Commands.Sent[^1].Request.Comment, StringComparison.Ordinal);
    }

    /// <summary>Only the try that did nothing is taken off the day's count: were the others gone with it, a machine would be rebooted again and again.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OrderThatDidNothing_LeavesTheEarlierTriesOfTheDayCounted(bool isPrevention)
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Fix } };
        await OrderAsync("#result step=apply status=failed-restored reason=configtest");
        DateTimeOffset first = Assert.Single(await StartedAsync());

        // What was tried in vain is a person's, at any time of the night; what was not even tried is not, while the site serves.
        Assert.Equal(IncidentPhase.Escalated, (await responder.IncidentAsync()).Phase);
        responder.Time.Advance(TimeSpan.FromMinutes(5));
        await OrderAsync(RefusedOrder);

        Assert.Equal([first], await StartedAsync());
        Assert.Equal(isPrevention ? IncidentPhase.NoAction : IncidentPhase.Escalated, (await responder.IncidentAsync()).Phase);

        async Task OrderAsync(string told)
        {
            await responder.AskAsync(isPrevention ? ManualAction.Prevent : ManualAction.Remediate, isPrevention ? Machine.AtRisk : Machine.Broken);
            await responder.EndAsync(Reports.Remediated(told, ""));
        }

        async Task<DateTimeOffset[]> StartedAsync()
        {
            Incident incident = await responder.IncidentAsync();
            return [.. isPrevention ? incident.PreventionsStarted : incident.RemediationsStarted];
        }
    }

    /// <summary>The looks of before have led further: each of these may take as many as any other.</summary>
    [Fact]
    public async Task WhatBeginsAnew_HasAllItsLooks()
    {
        Responder approved = new() { Policy = new Policy { Mode = ResponseMode.Approve } };
        await approved.LineAsync();
        await SecondLookFindsAsync(approved, Machine.Broken);
        await approved.AskAsync(ManualAction.Approve);
        await BeginsAsync(approved, IncidentGoal.Recover);

        Responder overtaken = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Approve } };
        await overtaken.AskAsync(ManualAction.Prevent);
        await SecondLookFindsAsync(overtaken, Machine.AtRisk);
        await overtaken.LineAsync();
        await BeginsAsync(overtaken, IncidentGoal.Recover);

        Responder notProved = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Fix } };
        await notProved.AskAsync(ManualAction.Prevent);
        await SecondLookFindsAsync(notProved, Machine.AtRisk);
        await notProved.EndAsync(Reports.Remediated(Machine.Changed, "#result step=recover status=failed reason=died-in-reload"));
        await LooksFindAsync(notProved, Machine.FixedNotRebooted);
        await BeginsAsync(notProved, IncidentGoal.Rollback);
        await SecondLookFindsAsync(notProved, Machine.FixedNotRebooted);
        await notProved.EndAsync(Reports.RolledBack(Machine.Restored, "#result step=recover status=failed reason=start"));
        await LooksFindAsync(notProved, Machine.Broken);
        await BeginsAsync(notProved, IncidentGoal.Recover);

        static async Task SecondLookFindsAsync(Responder responder, Recording found)
        {
            await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
            Assert.Equal(2, (await responder.IncidentAsync()).InspectionCount);
            await responder.EndAsync(Reports.Inspected(found));
        }

        static async Task LooksFindAsync(Responder responder, Recording found)
        {
            for (int look = 0; look < responder.Policy.MaxVerifications; look++)
            {
                await responder.EndAsync(Reports.Inspected(found));
            }
        }

        static async Task BeginsAsync(Responder responder, IncidentGoal goal)
        {
            Incident incident = await responder.IncidentAsync();
            Assert.Equal((goal, IncidentPhase.Inspecting, 1), (incident.Goal.Kind, incident.Phase, incident.InspectionCount));
        }
    }

    /// <summary>Evidence rests while its incident waits for a slot; older than that, it is taken again.</summary>
    [Theory]
    [InlineData(-1, CommandKind.Remediate)]
    [InlineData(0, CommandKind.Inspect)]
    public async Task SlotIsFree_EvidenceOfThatAge(int seconds, CommandKind next)
    {
        Responder responder = new();
        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 0)]);
        await responder.LineAsync(Machine.Broken);
        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 1)]);
        await responder.TickAsync(responder.Policy.EvidenceLifetime + TimeSpan.FromSeconds(seconds));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((next, next == CommandKind.Inspect ? "evidence-old-for-slot" : "remediating"), (incident.Pending!.Kind, incident.Timeline[^1].Told.Code));
        Assert.Equal(1, incident.InspectionCount);

        // What was read once is told once.
        Assert.Single(incident.Timeline, entry => entry.Told.Code == "diagnosed");
    }

    /// <summary>An order that nobody confirmed is sent again where the mode of now allows it, with its approval where that is wanted.</summary>
    [Fact]
    public async Task UnconfirmedOrder_ThatIsApproved_IsSentAgain()
    {
        Responder responder = await WaitingAsync();
        await responder.AskAsync(ManualAction.Approve);
        Assert.Equal("approved", (await responder.IncidentAsync()).Timeline[^1].Told.Code);
        responder.Commands.BeforeSend = _ => throw NoAnswer;
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        responder.Commands.BeforeSend = _ => { };
        await responder.TickAsync(responder.Policy.SendConfirmationTimeout);

        Assert.Equal((CommandKind.Remediate, IncidentPhase.Remediating), (responder.Commands.Sent[^1].Request.Kind, (await responder.IncidentAsync()).Phase));
    }

    /// <summary>Nobody could say who objects: it is asked again until the evidence is too old.</summary>
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 2)]
    public async Task NobodyKnowsWhoObjects_UntilTheEvidenceIsTooOld(int seconds, int looks)
    {
        Responder responder = new();
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.NotKnown, Objection.InstanceUnknown("throttled"))], null, []);
        await responder.LineAsync(Machine.Broken);
        await responder.TickAsync(responder.Policy.InspectionTimeout + responder.Policy.EvidenceLifetime + TimeSpan.FromSeconds(seconds));

        Assert.Equal(looks, (await responder.IncidentAsync()).InspectionCount);
        Assert.Equal(looks == 2, Newest(await responder.IncidentAsync()) == ("evidence-old-by-now", "instance-unknown"));
    }

    /// <summary>The first tick that may look again after an end is the one at that time; lines until then write nothing more.</summary>
    [Fact]
    public async Task LinesSoonAfterAnEnd_AreWrittenOnce_AndLookedAtAtTheSpacing()
    {
        Responder responder = new();
        await responder.LineAsync(-100);
        await responder.EndAsync(Reports.Inspected(Machine.AtRisk));
        await responder.LineAsync(2000);
        Incident waiting = await responder.IncidentAsync();
        Assert.Equal(("lines-after-end", waiting.Timeline[^1].At + responder.Policy.InspectionSpacing), (waiting.Timeline[^1].Told.Code, Assert.IsType<State.Ended>(waiting.State).InspectAgainAt));
        Assert.Equal(1, waiting.Timeline[^1].Told.Find("count")!.Count);
        await responder.LineAsync(2001);
        Assert.Equal(waiting, await responder.IncidentAsync());

        await responder.TickAsync(responder.Policy.InspectionSpacing - TimeSpan.FromSeconds(1));
        Assert.Equal(waiting, await responder.IncidentAsync());
        await responder.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((IncidentPhase.Inspecting, "looking-again-after-end"), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).Timeline[^1].Told.Code));
        Assert.NotEqual(waiting.Id, (await responder.IncidentAsync()).Id);
    }

    /// <summary>The line that comes when the spacing is over opens by itself.</summary>
    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 2)]
    public async Task LineAtTheSpacing_OpensAnIncident(int seconds, int looks)
    {
        Responder responder = new();
        await responder.LineAsync(-100);
        await responder.EndAsync(Reports.Inspected(Machine.AtRisk));
        responder.Time.Advance(responder.Policy.InspectionSpacing + TimeSpan.FromSeconds(seconds));
        await responder.LineAsync(2000);

        Assert.Equal(looks, responder.Commands.Sent.Count);
    }

    [Fact]
    public async Task LinesOfAnOldGeneration_AndThoseThatAreKnown_OpenNothing()
    {
        Responder responder = new();
        await LinesAsync(Responder.NewSignal() with { Kind = SignalKind.StaleGeneration });
        Assert.Empty(responder.Commands.Sent);
        await responder.LineAsync(Machine.Fixed, second: 1000);
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));
        Incident ended = await responder.IncidentAsync();
        Assert.True(ended.IsFinished);

        await LinesAsync(Responder.NewSignal(1000), Responder.NewSignal(2000) with { Kind = SignalKind.StaleGeneration });
        Assert.Equal(ended, await responder.IncidentAsync());

        Task LinesAsync(params Signal[] signals) => responder.ReconcileAsync(new Trigger { Kind = TriggerKind.LogSignals, Signals = [.. signals] });
    }

    /// <summary>The machine's clock was two minutes ahead at the look, and may have been set right since: a line from after the reading, by ours, is news.</summary>
    [Theory]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    public async Task LineOfTheTimeThatTheMachinesClockWasAhead_IsNewsAfterTheReading(int second, int looks)
    {
        Responder responder = new();
        await responder.AskAsync(ManualAction.Inspect, Machine.AtRisk.Replacing("|time=1795437592", "|time=1795437720"));
        Look look = (await responder.IncidentAsync()).Seen!;
        Assert.Equal((true, look.ReadAt.AddMinutes(2), Responder.NewSignal(10).ObservedAt), ((await responder.IncidentAsync()).IsFinished, look.TakenAt, look.ReadAt));
        responder.Time.Advance(responder.Policy.InspectionSpacing);
        await responder.LineAsync(second);

        Assert.Equal(looks, responder.Commands.Sent.Count);
    }

    /// <summary>A person's look met the outage before its lines: they still count, but not where nothing may be changed, nor where a line led there.</summary>
    [Theory]
    [InlineData(ResponseMode.Remediate, true, true)]
    [InlineData(ResponseMode.Observe, true, false)]
    [InlineData(ResponseMode.Observe, false, false)]
    public async Task LineThatALookHasSeen_CountsOnlyAfterALookByHandThatMayLeadFurther(ResponseMode mode, bool isByHand, bool counts)
    {
        Responder responder = new() { Policy = new Policy { Mode = mode } };
        await (isByHand ? responder.AskAsync(ManualAction.Inspect) : responder.LineAsync());
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        Assert.Equal("mode-observe", (await responder.IncidentAsync()).ReasonCode);
        responder.Policy = isByHand ? responder.Policy : new Policy { Mode = ResponseMode.Remediate };
        responder.Time.Advance(responder.Policy.InspectionSpacing);
        await responder.LineAsync(-20);

        Assert.Equal(counts ? 2 : 1, responder.Commands.Sent.Count);
    }

    [Theory]
    [InlineData(ManualAction.Inspect, false, "inspection-asked", "inspection-asked-by")]
    [InlineData(ManualAction.Remediate, false, "remediation-asked", "remediation-asked-by")]
    [InlineData(ManualAction.Remediate, true, "found-down", "found-down-by")]
    [InlineData(ManualAction.Prevent, false, "prevention-asked", "prevention-asked-by")]
    [InlineData(ManualAction.Prevent, true, "found-at-risk", "found-at-risk-by")]
    public async Task Opening_TellsWhatAsked(ManualAction action, bool isFromSweep, string byNobody, string byAPerson)
    {
        foreach ((string? name, string told) in ((string?, string)[])[(null, byNobody), ("aiko", byAPerson)])
        {
            Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Fix } };
            await responder.AskAsync(new ManualRequest(action, Responder.Instance, Wait: false, name) { IsFromSweep = isFromSweep });

            Assert.Equal(told, Assert.Single((await responder.IncidentAsync()).Timeline).Told.Code);
        }
    }

    [Fact]
    public async Task RequestsThatMeetAnOpenIncident_AreRefusedForWhatTheyWere()
    {
        Responder outage = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Fix } };
        await outage.LineAsync();
        Assert.Equal("incident-open-to-prevention", (await outage.AskAsync(ManualAction.Prevent)).Told.Code);
        Assert.Equal("incident-open", (await outage.AskAsync(ManualAction.Rollback)).Told.Code);

        Responder prevention = new() { Policy = outage.Policy };
        await prevention.AskAsync(ManualAction.Prevent);
        Assert.False((await prevention.AskAsync(ManualAction.Prevent)).IsRefusal);
        Assert.Equal("incident-open", (await prevention.AskAsync(ManualAction.Rollback)).Told.Code);
    }

    [Fact]
    public async Task Rollback_IsRefusedForWhatStandsInTheWay()
    {
        Assert.Equal("observe-rolls-nothing-back", (await new Responder { Policy = new Policy() }.AskAsync(ManualAction.Rollback)).Told.Code);
        Assert.Equal("nothing-to-roll-back", (await new Responder().AskAsync(ManualAction.Rollback)).Told.Code);

        // The instance's own tag does not even let what was asked for by a person.
        Responder responder = await FixedAsync();
        responder.Vetoes.Current = new Clearance([], ResponseMode.Observe, []);
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed);
        Assert.Equal(("mode-observe", "rollback-observed-by-tag"), ((await responder.IncidentAsync()).ReasonCode, (await responder.IncidentAsync()).Why!.Told.Code));
    }

    [Theory]
    [InlineData("[config]", "[config-of-another]")]
    [InlineData("[configtest exit=0]", "[configtest exit=124]")]
    public async Task Rollback_ConfigurationUnknown_IsLookedAtAgainUpToTheBound(string there, string instead)
    {
        Responder responder = await FixedAsync();
        Recording unknown = Machine.Fixed.Replacing(there, instead);
        await responder.AskAsync(ManualAction.Rollback);
        for (int look = 1; look < responder.Policy.MaxInspections; look++)
        {
            await responder.EndAsync(Reports.Inspected(unknown));
            Assert.Equal("configuration-unknown", (await responder.IncidentAsync()).Timeline[^1].Told.Code);
        }

        await responder.EndAsync(Reports.Inspected(unknown));
        Assert.Equal((IncidentPhase.Escalated, "nothing-rolled-back"), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).Why!.Told.Code));
    }

    [Fact]
    public async Task Rollback_AsBeforeAlready_IsLeftAloneByTheScheduleToo()
    {
        Responder responder = await FixedAsync();
        await responder.AskAsync(ManualAction.Rollback, Machine.RolledBack);

        Assert.Equal(Machine.Broken.ConfigHash, (await responder.IncidentAsync()).PutBack?.ToString());
    }

    /// <summary>Two incidents of one second, or by a slower clock, have two names.</summary>
    [Fact]
    public async Task IncidentOfTheSameSecond_IsOfTheNext()
    {
        Responder responder = new();
        await responder.AskAsync(ManualAction.Inspect, Machine.Fixed);
        DateTimeOffset first = (await responder.IncidentAsync()).OpenedAt;
        await responder.AskAsync(ManualAction.Inspect);
        Assert.Equal(first.AddSeconds(1), (await responder.IncidentAsync()).OpenedAt);
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));
        responder.Time.Advance(TimeSpan.FromSeconds(2));
        await responder.AskAsync(ManualAction.Inspect);
        Assert.Equal(first.AddSeconds(2), (await responder.IncidentAsync()).OpenedAt);
    }

    private static (string Told, string? Why) Newest(Incident incident) =>
        (incident.Timeline[^1].Told.Code, incident.Timeline[^1].Told.Find("why")?.Said is [var why] ? why.Code : null);

    private static async Task<Responder> WaitingAsync()
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Approve } };
        await responder.LineAsync(Machine.Broken);
        return responder;
    }

    private static async Task<Responder> RemediatingAsync()
    {
        Responder responder = new();
        await responder.LineAsync(Machine.Broken);
        return responder;
    }

    private static async Task<Responder> FixedAsync()
    {
        Responder responder = await RemediatingAsync();
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Recovered), Machine.Fixed);
        Assert.Equal(IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);
        return responder;
    }

    private static async Task<Incident> OrderEndedAsync(bool isRollback, string result)
    {
        Responder responder = isRollback ? await FixedAsync() : await RemediatingAsync();
        if (isRollback)
        {
            await responder.AskAsync(ManualAction.Rollback, Machine.Fixed);
        }

        await responder.EndAsync(isRollback ? Reports.RolledBack(result, "") : Reports.Remediated(result, ""));

        return await responder.IncidentAsync();
    }
}
