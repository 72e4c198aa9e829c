using System.Text;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Clearing;
using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Remediation;
using MutexResponder.Reporting;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Incidents;

public sealed class RollbackTests
{
    [Fact]
    public async Task Rollback_OfTheLastChange_RestoresItRecoversAndProvesTheBytes()
    {
        Responder responder = await FixedAsync();
        Incident fixedIncident = await responder.IncidentAsync();
        string changed = fixedIncident.Id.ToString();

        ReconcileResult asked = await responder.AskAsync(ManualAction.Rollback, "aiko");
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));

        CommandRequest order = responder.Commands.Sent[^1].Request;
        Assert.Equal((false, CommandKind.Rollback), (asked.IsRefusal, order.Kind));
        Assert.Equal(changed, order.Parameters["ChangeIncidentId"]);
        Assert.Equal((Machine.Fixed.BootId, Machine.Fixed.ConfigHash), (order.Parameters["ExpectedBootId"], order.Parameters["ExpectedConfigHash"]));

        // Ten minutes after the look, by the machine's own uptime.
        Assert.Equal("2388", order.Parameters["ValidUntilUptime"]);

        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Machine.Recovered), Machine.RolledBack);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Resolved, "rolled-back", "aiko"), (incident.Phase, incident.ReasonCode, incident.RequestedBy?.Name));
        Assert.Equal("rollback-asked-by", incident.Timeline[0].Told.Code);
        Assert.Null(incident.LastChange);
        Assert.Empty(incident.HeldSlots);

        // What it leaves behind is told; after a fix the checks say all of it.
        Assert.Equal("at-risk", incident.Attempt!.After!.Diagnosis?.ReasonCode);
        Assert.Null(fixedIncident.Attempt!.After!.Diagnosis);
        Assert.Single(incident.RemediationsStarted);
    }

    [Fact]
    public async Task Rollback_ThatNamesAnotherIncidentsChange_IsRefusedWithWhatToPaste()
    {
        Responder responder = await FixedAsync();
        Incident changed = await responder.IncidentAsync();
        var earlier = IncidentId.Of(changed.OpenedAt.AddDays(-1), changed.Instance);
        int sent = responder.Commands.Sent.Count;

        ReconcileResult refused = await responder.AskAsync(new ManualRequest(ManualAction.Rollback, changed.Instance, Wait: false, "aiko") { IncidentId = earlier });

        Assert.Equal((true, "other-change"), (refused.IsRefusal, refused.ReasonCode));
        Assert.Equal(sent, responder.Commands.Sent.Count);
        Assert.Equal(changed.Version, (await responder.IncidentAsync()).Version);
        string pasted = ReportLanguage.English.Words.Say(refused.Told).Split("take that one back: ")[1];
        Assert.Equal(IncidentReport.From(changed).Undo.Request, pasted);
        ManualRequest request = ManualRequestReader.Read(Encoding.UTF8.GetBytes(pasted)).Request!;
        Assert.False((await responder.AskAsync(request)).IsRefusal);
        Assert.Equal(new Goal.Rollback(changed.LastChange!), (await responder.IncidentAsync()).Goal);
    }

    [Fact]
    public async Task Rollback_OfAChangeThatDidNotSucceed_NamesTheChangeAndNotTheRollback()
    {
        Responder responder = await FixedAsync();
        Incident changed = await responder.IncidentAsync();
        await responder.AskAsync(ManualAction.Rollback);
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, []);
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));

        Assert.Equal(IncidentReport.From(changed).Undo.Request, IncidentReport.From(await responder.IncidentAsync()).Undo.Request);
    }

    [Fact]
    public async Task Rollback_Verified_CannotBeAskedForTwice()
    {
        Responder responder = await FixedAsync();
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed);
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Machine.Recovered), Machine.RolledBack);

        Assert.Equal("nothing-to-roll-back", (await responder.AskAsync(ManualAction.Rollback)).ReasonCode);
    }

    [Fact]
    public async Task Rollback_OneByteDiffers_IsNotResolved()
    {
        Responder responder = await FixedAsync();
        AppliedChange change = (await responder.IncidentAsync()).LastChange!;
        Recording other = Machine.RolledBack.Replacing(Machine.RolledBack.ConfigHash, new string('e', 64));
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed);
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Machine.Recovered), other);
        await responder.EndAsync(Reports.Inspected(other));
        await responder.EndAsync(Reports.Inspected(other));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "not-recovered"), (incident.Phase, incident.ReasonCode));
        Assert.Contains("byte for byte", incident.Why!.Told.InEnglish, StringComparison.Ordinal);
        Assert.Equal(change, incident.LastChange);
    }

    /// <summary>It went on, and without the slots that the answer would have named.</summary>
    [Fact]
    public async Task Rollback_Ec2CouldNotSay_WaitsForTheAnswerAndItsSlots()
    {
        Responder responder = await FixedAsync();
        await responder.AskAsync(ManualAction.Rollback);
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.NotKnown, Objection.InstanceUnknown("EC2 is throttled."))], null, []);
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));
        Assert.Equal(IncidentPhase.Inspecting, (await responder.IncidentAsync()).Phase);
        Assert.DoesNotContain(responder.Commands.Sent, sent => sent.Request.Kind == CommandKind.Rollback);

        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 1)]);
        await responder.TickAsync();

        Assert.Equal(["fleet"], (await responder.IncidentAsync()).HeldSlots);
        Assert.Equal(CommandKind.Rollback, responder.Commands.Sent[^1].Request.Kind);
    }

    [Fact]
    public async Task Rollback_InModeObserve_IsRefusedWithTheReason()
    {
        Responder before = await FixedAsync();
        Responder responder = new() { Store = before.Store, Policy = new Policy() };

        ReconcileResult result = await responder.AskAsync(ManualAction.Rollback);

        Assert.Equal((true, "mode-observe"), (result.IsRefusal, result.ReasonCode));
        Assert.Contains("Observe", result.Told.InEnglish, StringComparison.Ordinal);
        Assert.Empty(responder.Commands.Sent);
        Assert.Equal(IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task Rollback_NothingWasEverChanged_IsRefused()
    {
        ReconcileResult result = await new Responder().AskAsync(ManualAction.Rollback);

        Assert.Equal((true, "nothing-to-roll-back"), (result.IsRefusal, result.ReasonCode));
    }

    [Fact]
    public async Task Rollback_WhileAnIncidentIsOpen_IsRefused()
    {
        Responder responder = await FixedAsync();
        await responder.AskAsync(ManualAction.Remediate);

        Assert.Equal("incident-open", (await responder.AskAsync(ManualAction.Rollback)).ReasonCode);
    }

    [Fact]
    public async Task Rollback_AskedForAgainWhileUnderWay_ChangesNothing()
    {
        Responder responder = await FixedAsync();
        await responder.AskAsync(ManualAction.Rollback, "aiko");
        int sent = responder.Commands.Sent.Count;

        ReconcileResult again = await responder.AskAsync(ManualAction.Rollback, "ben");

        Assert.False(again.IsRefusal);
        Assert.Equal((sent, "aiko"), (responder.Commands.Sent.Count, (await responder.IncidentAsync()).RequestedBy?.Name));
    }

    [Fact]
    public async Task Rollback_ConfigurationIsAsBeforeAlready_NothingIsSent()
    {
        Responder responder = await FixedAsync();
        await responder.AskAsync(ManualAction.Rollback, Machine.RolledBack);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.NoAction, "already-as-before", "rollback-asked"), (incident.Phase, incident.ReasonCode, incident.Timeline[0].Told.Code));
        Assert.DoesNotContain(responder.Commands.Sent, sent => sent.Request.Kind == CommandKind.Rollback);
    }

    /// <summary>It answers no outage: the line gets a look of its own, no sooner than after any other end.</summary>
    [Fact]
    public async Task Rollback_LineMeanwhile_IsLookedAtAtTheSpacing()
    {
        Responder responder = await FixedAsync();
        await responder.AskAsync(ManualAction.Rollback);
        await responder.LineAsync(Machine.Fixed, second: 1000);
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Machine.Recovered), Machine.RolledBack);

        State.Ended ended = Assert.IsType<State.Ended>((await responder.IncidentAsync()).State);
        Assert.Equal((Ending.Resolved, ended.At + responder.Policy.InspectionSpacing), (ended.Ending, ended.InspectAgainAt));
    }

    [Fact]
    public async Task Rollback_KillSwitch_EscalatesWithItsName()
    {
        Responder responder = await FixedAsync();
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, []);
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed);

        Assert.Equal("kill-switch", (await responder.IncidentAsync()).ReasonCode);
        Assert.DoesNotContain(responder.Commands.Sent, sent => sent.Request.Kind == CommandKind.Rollback);
    }

    /// <summary>What the outage would ask for is no part of it, and is not shown as what would have been done.</summary>
    [Fact]
    public async Task Rollback_VetoedWhereTheMachineIsDown_ProposesNothing()
    {
        Responder responder = await FixedAsync();
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, []);
        await responder.AskAsync(ManualAction.Rollback, Machine.FixedNotRebooted);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, MutexResponder.Diagnosis.Verdict.Remedy), (incident.Phase, incident.Seen!.Diagnosis!.Verdict));
        Assert.Empty(incident.PlanSteps());
    }

    [Fact]
    public async Task Rollback_NoFreeSlot_WaitsForOne()
    {
        Responder responder = await FixedAsync();
        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 0)]);
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed);
        Assert.Equal("waiting-for-slot", (await responder.IncidentAsync()).ReasonCode);

        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 1)]);
        await responder.TickAsync();

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Remediating, CommandKind.Rollback), (incident.Phase, incident.Pending!.Kind));
        Assert.Equal(["fleet"], incident.HeldSlots);
        Assert.Single(incident.Timeline, entry => entry.Told.Code == "diagnosed-before-rollback");
    }

    [Theory]
    [InlineData("refused", "changed-since", "changed-since")]
    [InlineData("refused", "no-backup", "no-backup")]
    [InlineData("refused", "config-broken", "config-broken")]
    [InlineData("failed-restored", "configtest", "rollback-not-effective")]
    [InlineData("failed", "write-failed", "rollback-failed")]
    public async Task Rollback_TheInstanceDoesNotDoIt_Escalates(string status, string reason, string reasonCode)
    {
        Responder responder = await FixedAsync();
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed);
        await responder.EndAsync(Reports.RolledBack($"#result step=restore status={status} reason={reason}", ""));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, reasonCode), (incident.Phase, incident.ReasonCode));
        Assert.NotNull(incident.LastChange);
        Assert.Single(incident.RemediationsStarted);
    }

    [Fact]
    public async Task Rollback_OrderIsStale_InspectsAgain()
    {
        Responder responder = await FixedAsync();
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed);
        await responder.EndAsync(Reports.RolledBack("#result step=restore status=refused reason=stale-boot-id", ""));

        Assert.Equal((IncidentPhase.Inspecting, CommandKind.Inspect), ((await responder.IncidentAsync()).Phase, responder.Commands.Sent[^1].Request.Kind));
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));
        Assert.Equal(CommandKind.Rollback, responder.Commands.Sent[^1].Request.Kind);
    }

    /// <summary>The record says what was to be taken back after it was, and whether the order went out.</summary>
    [Fact]
    public async Task Record_Resolved_KeepsWhatWasTakenBack()
    {
        Responder responder = await FixedAsync();
        AppliedChange? change = (await responder.IncidentAsync()).LastChange;
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed);
        DateTimeOffset sentAt = responder.Time.GetUtcNow();
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Machine.Recovered), Machine.RolledBack);

        Incident incident = await responder.IncidentAsync();
        Assert.NotNull(change);
        Assert.Equal((new Goal.Rollback(change), sentAt), (incident.Goal, incident.Attempt!.OrderedAt));
    }

    [Theory]
    [InlineData("refused", "changed-since", false)]
    [InlineData("refused", "stale-config", false)]
    [InlineData("failed-restored", "configtest", true)]
    [InlineData("failed", "write-failed", true)]
    public async Task Record_NotDone_SaysWhetherTheInstanceDidAnything(string status, string reason, bool didAnything)
    {
        Responder responder = await FixedAsync();
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed);
        await responder.EndAsync(Reports.RolledBack($"#result step=restore status={status} reason={reason}", ""));

        Assert.Equal(didAnything, !(await responder.IncidentAsync()).Attempt!.DidNothing);
    }

    [Fact]
    public async Task Record_TheNextIncident_DoesNotInheritTheRollback()
    {
        Responder responder = await FixedAsync();
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed);
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Machine.Recovered), Machine.RolledBack);
        await responder.AskAsync(ManualAction.Inspect);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((new Goal.Recover(), null), (incident.Goal, incident.Attempt));
    }

    [Fact]
    public async Task LastChange_SurvivesIncidentsThatChangeNothing()
    {
        Responder responder = await FixedAsync();
        AppliedChange? change = (await responder.IncidentAsync()).LastChange;
        await responder.AskAsync(ManualAction.Inspect, Machine.Fixed);

        Assert.NotNull(change);
        Assert.Equal(Machine.Broken.ConfigHash, change.HashBefore.ToString());
        Assert.Equal(change, (await responder.IncidentAsync()).LastChange);
    }

    [Fact]
    public async Task LastChange_WhoseReportWasLost_IsKnownFromTheEvidence()
    {
        Responder responder = new();
        await responder.LineAsync(Machine.Broken);
        await responder.EndAsync(Reports.Ended(CommandStatus.Undelivered, "Delivery Timed Out"));
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal(
            (IncidentPhase.Resolved, new AppliedChange(incident.Id, Machine.Broken.ConfigHash.As<ConfigHash>(), responder.Time.GetUtcNow()) { By = RecoveryKind.Reboot }),
            (incident.Phase, incident.LastChange));
    }

    [Fact]
    public async Task LastChange_NothingWasWritten_IsNone()
    {
        Responder responder = new();
        await responder.LineAsync(Machine.Broken);
        await responder.EndAsync(Reports.Remediated("#result step=apply status=failed-restored reason=configtest", ""));

        Assert.Null((await responder.IncidentAsync()).LastChange);
    }

    /// <summary>One incident that changed the configuration and ended well.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rollback_InModeApprove_ThePlanWaitsForAnAnswer(bool isOfTheInstance)
    {
        Responder changed = await FixedAsync();
        Responder responder = new() { Store = changed.Store, Policy = new Policy { Mode = isOfTheInstance ? ResponseMode.Remediate : ResponseMode.Approve } };
        responder.Vetoes.Current = new Clearance([], isOfTheInstance ? ResponseMode.Approve : null, []);
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed, by: "aiko");

        Incident waiting = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.AwaitingApproval, "mode-approve"), (waiting.Phase, waiting.ReasonCode));
        Assert.Contains(waiting.PlanSteps(), step => step.Code == "step-put-back");

        await responder.AskAsync(ManualAction.Approve, Machine.Fixed, by: "ben");

        Assert.Equal(CommandKind.Rollback, responder.Commands.Sent[^1].Request.Kind);
    }

    /// <summary>The group may replace it while it reboots, whatever it reboots for.</summary>
    [Fact]
    public async Task Rollback_OfAMemberOfAGroup_WaitsForAPerson()
    {
        Responder responder = await FixedAsync();
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.AskPerson, Objection.InAutoScalingGroup("web"))], null, []);
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed, by: "aiko");

        Incident waiting = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.AwaitingApproval, "in-auto-scaling-group"), (waiting.Phase, waiting.ReasonCode));
        Assert.DoesNotContain(responder.Commands.Sent, sent => sent.Request.Kind == CommandKind.Rollback);
    }

    [Fact]
    public async Task Rollback_TwoPeople_TakesTwoProvenOthers()
    {
        Responder changed = await FixedAsync();
        Responder responder = new() { Store = changed.Store, Policy = new Policy { Mode = ResponseMode.Approve, RequiresTwoPeople = true } };
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed, by: "aiko");
        Assert.Equal("approver-not-proven", (await responder.AskAsync(ManualAction.Approve, "ben")).ReasonCode);
        await responder.AskAsync(ManualAction.Approve, "ben", isFromRunbook: true);
        Assert.Equal(IncidentPhase.AwaitingApproval, (await responder.IncidentAsync()).Phase);

        await responder.AskAsync(ManualAction.Approve, "chika", isFromRunbook: true);
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));

        Assert.Equal(CommandKind.Rollback, responder.Commands.Sent[^1].Request.Kind);
    }

    private static async Task<Responder> FixedAsync()
    {
        Responder responder = new();
        await responder.LineAsync(Machine.Broken);
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Recovered), Machine.Fixed);
        Assert.Equal(IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);
        return responder;
    }
}
