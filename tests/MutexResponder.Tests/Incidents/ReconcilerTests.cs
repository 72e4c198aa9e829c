using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Clearing;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Incidents;

public class ReconcilerTests
{
    private const string Changed = "#result step=apply status=changed remedy=conf-available reason=none hash=00";
    private const string Recovered = "#result step=recover status=recovered reason=none boot_id=x";

    private static readonly Recording Removed = Recording.Load("removed-prefork-orphan");
    private static readonly Recording Healthy = Recording.Load("healthy-sysvsem-prefork");

    /// <summary>The healthy machine after the fix and a reboot: another boot, fcntl, no semaphore.</summary>
    private static Recording Fixed { get; } = Healthy
        .Replacing("mechanism=sysvsem", "mechanism=fcntl")
        .Replacing(BootIdOf(Healthy), "11111111-2222-4333-8444-555555555555")
        .With("sem", "key semid perms nsems uid gid cuid cgid otime ctime");

    [Fact]
    public async Task Incident_FourEvents_Resolved()
    {
        var responder = new Responder();

        await responder.LineAsync();
        Assert.Equal(CommandKind.Inspect, Assert.Single(responder.Commands.Sent).Request.Kind);
        await responder.EndAsync(Reports.Inspected(Removed));
        Assert.Equal([CommandKind.Inspect, CommandKind.Remediate], responder.Commands.Sent.Select(s => s.Request.Kind));
        await responder.EndAsync(Reports.Remediated(Changed, Recovered), Fixed);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Resolved, "recovered"), (incident.Phase, incident.ReasonCode));
        Assert.Equal([IncidentPhase.Remediating, IncidentPhase.Resolved], responder.Shown.Phases);
        Assert.Empty(incident.HeldSlots);
        Assert.Null(incident.Pending);
    }

    [Fact]
    public async Task Remediation_CarriesTheBootAndTheConfigItWasDecidedOn()
    {
        var responder = new Responder();
        await responder.LineAsync(Removed);

        CommandRequest request = responder.Commands.Sent[1].Request;
        Assert.Equal(BootIdOf(Removed), request.Parameters["ExpectedBootId"]);
        Assert.Equal(64, request.Parameters["ExpectedConfigHash"].Length);
        Assert.Equal("reboot", request.Parameters["Recovery"]);
        Assert.Equal(TimeSpan.FromMinutes(2), request.DeliveryTimeout);
        Assert.True(request.Comment.Length <= 100);
    }

    [Fact]
    public async Task DoubledEvents_EachStep_SendNothingTwice()
    {
        var responder = new Responder();
        await responder.LineAsync();
        await responder.LineAsync();
        string inspection = responder.Commands.End(Reports.Inspected(Removed));
        await responder.EventAsync(inspection);
        await responder.EventAsync(inspection);
        await responder.LineAsync();
        string remediation = responder.Commands.End(Reports.Remediated(Changed, Recovered));
        await responder.EventAsync(remediation);
        await responder.EventAsync(remediation);
        string look = responder.Commands.End(Reports.Inspected(Fixed));
        await responder.EventAsync(look);
        await responder.EventAsync(look);
        await responder.EventAsync(remediation);
        await responder.EventAsync(inspection);
        await responder.LineAsync();

        Assert.Equal(3, responder.Commands.Sent.Count);
        Assert.Equal(IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task LostEvents_TickBringsItToTheSameEnd()
    {
        var responder = new Responder();
        await responder.LineAsync();
        responder.Commands.End(Reports.Inspected(Removed));
        await responder.TickAsync();
        responder.Commands.End(Reports.Remediated(Changed, Recovered));
        await responder.TickAsync();
        responder.Commands.End(Reports.Inspected(Fixed));
        await responder.TickAsync();

        Assert.Equal(IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);
        Assert.Equal(3, responder.Commands.Sent.Count);
    }

    [Fact]
    public async Task EventOfAnUnknownCommand_ChangesNothing()
    {
        var responder = new Responder();
        await responder.EventAsync("11111111-1111-1111-1111-111111111111");

        Assert.Empty(responder.Commands.Sent);
    }

    [Fact]
    public async Task EventThatOvertookTheConfirmation_GoesOnAtOnce()
    {
        var responder = new Responder();
        responder.Commands.AfterSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "the reply was lost");
        await responder.LineAsync();
        responder.Commands.AfterSend = _ => { };

        await responder.EndAsync(Reports.Inspected(Removed));

        Assert.Equal([CommandKind.Inspect, CommandKind.Remediate], responder.Commands.Sent.Select(s => s.Request.Kind));
        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task EventOfAnotherCommand_WhileUnconfirmed_ChangesNothing()
    {
        var responder = new Responder();
        responder.Commands.AfterSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "the reply was lost");
        await responder.LineAsync();
        Incident before = await responder.IncidentAsync();

        await responder.EventAsync("11111111-1111-1111-1111-111111111111");

        Assert.Equal(before.Version, (await responder.IncidentAsync()).Version);
    }

    /// <summary>
    /// Each step writes once before what it does; what came of a change's sending and of the showing is written once more. A process that
    /// was not there before reads besides.
    /// </summary>
    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 9)]
    public async Task Incident_FourEvents_StoreCallsOfAWarmAndOfAColdProcess(bool isWarm, int expected)
    {
        var store = new FaultyIncidentStore(new InMemoryIncidentStore(), (_, _) => StoreFault.None);
        var responder = new Responder { Store = store, Warm = isWarm ? new RecentRecords() : null };

        await responder.LineAsync(Removed);
        await responder.EndAsync(Reports.Remediated(Changed, Recovered), Fixed);

        Assert.Equal(expected, store.CallCount);
        Assert.Equal(IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SameLineAgain_OneStoreCall(bool isWarm)
    {
        var store = new FaultyIncidentStore(new InMemoryIncidentStore(), (_, _) => StoreFault.None);
        var responder = new Responder { Store = store, Warm = isWarm ? new RecentRecords() : null };
        await responder.LineAsync();
        int before = store.CallCount;

        await responder.LineAsync();

        Assert.Equal(before + 1, store.CallCount);
    }

    [Fact]
    public async Task RememberedRecord_MovedOnByAnotherProcess_TheStoredOneCounts()
    {
        var warm = new RecentRecords();
        var responder = new Responder { Warm = warm };
        await responder.LineAsync();
        Incident remembered = warm.Find(Responder.Instance)!;
        await responder.LineAsync(Removed, second: 1);
        string inspection = responder.Commands.Sent[0].Id;
        Incident moved = await responder.IncidentAsync();
        warm.Keep(remembered);

        await responder.EventAsync(inspection);

        Assert.Equal(moved, await responder.IncidentAsync());
        Assert.Equal(2, responder.Commands.Sent.Count);
        Assert.Equal([IncidentPhase.Remediating], responder.Shown.Phases);
    }

    [Fact]
    public async Task RememberedRecord_SaveFailedWithoutAnAnswer_IsReadAgain()
    {
        var store = new FaultyIncidentStore(new InMemoryIncidentStore(), (operation, call) => (operation, call) == (StoreOperation.Save, 2) ? StoreFault.UnavailableAfter : StoreFault.None);
        var responder = new Responder { Store = store, Warm = new RecentRecords() };
        await responder.LineAsync();
        await Assert.ThrowsAsync<RemoteCallException>(() => responder.EndAsync(Reports.Inspected(Removed)));

        Assert.Null(responder.Warm.Find(Responder.Instance));
        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task FirstLineOfAColdProcess_OpenIncident_CountsTheLineThere()
    {
        var responder = new Responder();
        await responder.LineAsync();
        IncidentId id = (await responder.IncidentAsync()).Id;
        responder.Time.Advance(TimeSpan.FromSeconds(3));

        await responder.LineAsync(1);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((id, 2), (incident.Id, incident.SignalCount));
        Assert.Single(responder.Commands.Sent);
    }

    [Fact]
    public async Task Opened_ShownWithTheDiagnosis_OrByTheTickBeforeIt()
    {
        var quick = new Responder();
        await quick.LineAsync();
        await quick.LineAsync(1);
        Assert.Empty(quick.Shown.Phases);

        var slow = new Responder();
        await slow.LineAsync();
        await slow.TickAsync();
        await slow.TickAsync();
        Assert.Equal([IncidentPhase.Inspecting], slow.Shown.Phases);
        await slow.EndAsync(Reports.Inspected(Removed));
        Assert.Equal([IncidentPhase.Inspecting, IncidentPhase.Remediating], slow.Shown.Phases);
    }

    [Fact]
    public async Task HumanRecordOutOfOrder_AskedOnceAStep()
    {
        var responder = new Responder();
        responder.Shown.IsUnavailable = true;
        await responder.LineAsync();

        await responder.EndAsync(Reports.Inspected(Removed));

        Assert.Equal(1, responder.Shown.AskCount);
        Assert.NotNull((await responder.IncidentAsync()).Pending!.CommandId);
        Assert.True((await responder.IncidentAsync()).ShowPending);
    }

    [Fact]
    public async Task ReplyToSendLost_FoundByComment_NotSentAgain()
    {
        var responder = new Responder();
        responder.Commands.AfterSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "the reply was lost");
        await responder.LineAsync();
        responder.Commands.AfterSend = _ => { };
        Assert.Null((await responder.IncidentAsync()).Pending!.CommandId);

        await responder.TickAsync();

        Assert.Equal(responder.Commands.Sent[0].Id, (await responder.IncidentAsync()).Pending!.CommandId);
        Assert.Single(responder.Commands.Sent);
    }

    [Fact]
    public async Task DiedBeforeSending_SentOnceByTheTick()
    {
        var responder = new Responder();
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "no route");
        await responder.LineAsync();
        responder.Commands.BeforeSend = _ => { };
        await responder.TickAsync();
        Assert.Empty(responder.Commands.Sent);

        responder.Time.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(responder.TickAsync(), responder.TickAsync());

        Assert.Single(responder.Commands.Sent);
        await responder.TickAsync();
        Assert.NotNull((await responder.IncidentAsync()).Pending!.CommandId);
    }

    [Fact]
    public async Task SendDenied_EscalatesWithTheReason()
    {
        var responder = new Responder();
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Denied, "AccessDeniedException: not tagged");
        await responder.LineAsync();

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "command-refused"), (incident.Phase, incident.ReasonCode));
        Assert.Contains("not tagged", incident.Why!.Told.InEnglish, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FixLeftOut_SiteRebootedWithTheOldMutex_EscalatedNeverResolved()
    {
        Recording notFixed = Healthy.Replacing(BootIdOf(Healthy), "11111111-2222-4333-8444-555555555555");
        var responder = new Responder();
        await responder.LineAsync(Removed);
        await responder.EndAsync(Reports.Remediated(Changed, Recovered), notFixed);
        await responder.EndAsync(Reports.Inspected(notFixed));
        await responder.EndAsync(Reports.Inspected(notFixed));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "not-recovered"), (incident.Phase, incident.ReasonCode));
        Assert.Contains("sysvsem", incident.Why!.Told.InEnglish, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForgedLine_HealthyInstance_InspectedAndLeftAlone()
    {
        var responder = new Responder();
        await responder.LineAsync(-100);
        await responder.EndAsync(Reports.Inspected(Healthy));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.NoAction, "not-corroborated"), (incident.Phase, incident.ReasonCode));
        Assert.Single(responder.Commands.Sent);
    }

    [Fact]
    public async Task InspectionByHand_HealthySiteAtRisk_SaysWhatToDoAndShowsNobody()
    {
        var responder = new Responder();
        await responder.AskAsync(ManualAction.Inspect, Healthy);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.NoAction, "at-risk"), (incident.Phase, incident.ReasonCode));
        Assert.Contains("a2enconf mutex-file", incident.Why!.Told.InEnglish, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InspectionByHand_LineArrivesMeanwhile_IsAnsweredAsThePolicySays()
    {
        var responder = new Responder();
        await responder.AskAsync(ManualAction.Inspect);
        await responder.LineAsync(Removed);

        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task InspectionByHand_MetTheOutageBeforeTheLine_LineStillCounts()
    {
        var responder = new Responder();
        await responder.AskAsync(ManualAction.Inspect, Removed);
        Assert.Equal("mode-observe", (await responder.IncidentAsync()).ReasonCode);

        await responder.LineAsync(-100);
        await responder.TickAsync(TimeSpan.FromMinutes(2));
        await responder.EndAsync(Reports.Inspected(Removed));

        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task SignalNewerThanTheEvidence_InspectsAgainBeforeClosing()
    {
        var responder = new Responder();
        await responder.LineAsync();
        await responder.LineAsync(Healthy, second: 1000);

        Assert.Equal(IncidentPhase.Inspecting, (await responder.IncidentAsync()).Phase);
        Assert.Equal(2, responder.Commands.Sent.Count);
    }

    [Fact]
    public async Task SignalsSoonAfterTheEnd_InspectedAtTheSpacing_NotBefore()
    {
        var responder = new Responder();
        await responder.LineAsync(-100);
        await responder.EndAsync(Reports.Inspected(Healthy));
        await responder.LineAsync(2000);
        await responder.LineAsync(2001);
        await responder.TickAsync();
        Assert.Single(responder.Commands.Sent);

        await responder.TickAsync(responder.Policy.InspectionSpacing);

        Assert.Equal(2, responder.Commands.Sent.Count);
    }

    [Fact]
    public async Task Observe_RemedyKnown_EscalatedWithThePlanAndNothingSent()
    {
        var responder = new Responder { Policy = new Policy() };
        await responder.LineAsync(Removed);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "mode-observe"), (incident.Phase, incident.ReasonCode));
        Assert.Contains(incident.PlanSteps(), step => step.Code == "step-write-and-enable");
        Assert.Single(responder.Commands.Sent);
        Assert.Equal(0, responder.Vetoes.AskCount);
    }

    [Fact]
    public async Task Approve_ApprovedByAPerson_FreshInspectionThenChange()
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Approve } };
        await responder.LineAsync(Removed);
        Assert.Equal(IncidentPhase.AwaitingApproval, (await responder.IncidentAsync()).Phase);

        await responder.AskAsync(ManualAction.Approve, "aiko");
        await responder.AskAsync(ManualAction.Approve, Removed, by: "second");

        Assert.Equal([CommandKind.Inspect, CommandKind.Inspect, CommandKind.Remediate], responder.Commands.Sent.Select(s => s.Request.Kind));
        Assert.Equal(new Asker("aiko", IsProven: false), (await responder.IncidentAsync()).Approval!.By);
    }

    [Fact]
    public async Task Approve_Rejected_NoActionAndNothingSent()
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Approve } };
        await responder.LineAsync(Removed);
        await responder.AskAsync(ManualAction.Reject, "aiko");

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.NoAction, "rejected"), (incident.Phase, incident.ReasonCode));
        Assert.Single(responder.Commands.Sent);
    }

    [Fact]
    public async Task Approve_NobodyAnswers_ExpiresAndEscalates()
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Approve } };
        await responder.LineAsync(Removed);
        await responder.TickAsync(responder.Policy.ApprovalTimeout);

        Assert.Equal("approval-expired", (await responder.IncidentAsync()).ReasonCode);
        await responder.AskAsync(ManualAction.Approve, "late");
        Assert.Single(responder.Commands.Sent);
    }

    [Fact]
    public async Task Veto_BeforeTheChange_EscalatesWithItsName()
    {
        var responder = new Responder();
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, []);
        await responder.LineAsync(Removed);

        Assert.Equal("kill-switch", (await responder.IncidentAsync()).ReasonCode);
        Assert.Single(responder.Commands.Sent);
    }

    [Fact]
    public async Task Veto_BetweenSlotAndSending_NothingIsSentAndTheSlotIsBack()
    {
        var responder = new Responder();
        responder.Vetoes.Next.Enqueue(new Clearance([], null, [new SlotRequest("fleet", 1)]));
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, []);
        responder.Vetoes.BeforeAnswer = () => responder.Time.Advance(responder.Policy.ClearanceLifetime);
        await responder.LineAsync(Removed);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "kill-switch"), (incident.Phase, incident.ReasonCode));
        Assert.Empty(incident.HeldSlots);
        Assert.Empty(incident.RemediationsStarted);
        Assert.Single(responder.Commands.Sent);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1999, 1)]
    [InlineData(2000, 2)]
    [InlineData(-1, 2)]
    public async Task Clearance_AsOldAsThisWhenTheChangeIsSent_AskedSoOften(int milliseconds, int expected)
    {
        var responder = new Responder();
        bool isFirst = true;
        responder.Vetoes.BeforeAnswer = () =>
        {
            responder.Time.AdjustTime(responder.Time.GetUtcNow() + TimeSpan.FromMilliseconds(isFirst ? milliseconds : 0));
            isFirst = false;
        };
        await responder.LineAsync(Removed);

        Assert.Equal(expected, responder.Vetoes.AskCount);
        Assert.Equal(CommandKind.Remediate, responder.Commands.Sent[^1].Request.Kind);
    }

    [Fact]
    public async Task InstanceTag_NarrowsTheMode_NeverWidensIt()
    {
        var narrowed = new Responder();
        narrowed.Vetoes.Current = new Clearance([], ResponseMode.Observe, []);
        await narrowed.LineAsync(Removed);
        Assert.Equal(("mode-observe", ResponseMode.Observe), ((await narrowed.IncidentAsync()).ReasonCode, (await narrowed.IncidentAsync()).Mode));

        var wide = new Responder { Policy = new Policy { Mode = ResponseMode.Approve } };
        wide.Vetoes.Current = new Clearance([], ResponseMode.Remediate, []);
        await wide.LineAsync(Removed);
        Assert.Equal(IncidentPhase.AwaitingApproval, (await wide.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task StaleRefusal_InspectsAgain_AndDoesNotCountAsATry()
    {
        var responder = new Responder();
        await responder.LineAsync(Removed);
        await responder.EndAsync(Reports.Remediated("#result step=apply status=refused reason=stale-config", ""));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal(IncidentPhase.Inspecting, incident.Phase);
        Assert.Empty(incident.RemediationsStarted);
        Assert.Equal(CommandKind.Inspect, responder.Commands.Sent[^1].Request.Kind);
    }

    [Theory]
    [InlineData("stale-boot-id")]
    [InlineData("stale-config")]
    [InlineData("locked")]
    public async Task RefusalThatPasses_InspectsAgain_AndEscalatesAtTheBound(string reason)
    {
        var responder = new Responder();
        await responder.LineAsync();
        for (int order = 0; order < responder.Policy.MaxInspections; order++)
        {
            await responder.EndAsync(Reports.Inspected(Removed));
            await responder.EndAsync(Reports.Remediated($"#result step=apply status=refused reason={reason}", ""));
        }

        Assert.Equal((IncidentPhase.Escalated, reason), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).ReasonCode));
        Assert.Equal(responder.Policy.MaxInspections, responder.Commands.Sent.Count(sent => sent.Request.Kind == CommandKind.Remediate));
    }

    [Theory]
    [InlineData("bad-parameter", "parameter")]
    [InlineData("not-root", "root")]
    [InlineData("no-apache", "no packaged Apache")]
    [InlineData("remedy-does-not-fit", "another layout")]
    [InlineData("config-broken", "own test")]
    [InlineData("main-config-is-a-link", "a link")]
    [InlineData("no-commented-line", "ConfAvailable")]
    [InlineData("backup-failed", "disk")]
    [InlineData("something-new", "does not know")]
    public async Task RefusalThatStays_EscalatesAtOnceInItsOwnWords(string reason, string words)
    {
        var responder = new Responder();
        await responder.LineAsync(Removed);
        await responder.EndAsync(Reports.Remediated($"#result step=apply status=refused reason={reason}", ""));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, Refusal.Of(reason).Code), (incident.Phase, incident.ReasonCode));
        Assert.Contains(words, incident.Why!.Told.InEnglish, StringComparison.Ordinal);
        Assert.Empty(incident.RemediationsStarted);
        Assert.Equal(2, responder.Commands.Sent.Count);
    }

    [Fact]
    public async Task RemedyTakenBack_EscalatesWithTheReason()
    {
        var responder = new Responder();
        await responder.LineAsync(Removed);
        await responder.EndAsync(Reports.Remediated("#result step=apply status=failed-restored reason=explicit-mpm-accept", ""));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "remedy-not-effective"), (incident.Phase, incident.ReasonCode));
    }

    [Fact]
    public async Task ThirdRemediationWithinADay_Escalates()
    {
        var responder = new Responder();
        for (int i = 0; i < 2; i++)
        {
            await responder.AskAsync(ManualAction.Remediate, Removed, by: "aiko");
            await responder.EndAsync(Reports.Remediated(Changed, Recovered), Fixed);
            Assert.Equal(IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);
            responder.Time.Advance(TimeSpan.FromHours(1));
        }

        await responder.AskAsync(ManualAction.Remediate, Removed, by: "aiko");

        Assert.Equal("attempts-exhausted", (await responder.IncidentAsync()).ReasonCode);
        responder.Time.Advance(TimeSpan.FromHours(24));
        await responder.AskAsync(ManualAction.Remediate, Removed, by: "aiko");
        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task InspectionNeverEnds_BoundedTriesThenEscalates()
    {
        var responder = new Responder();
        await responder.LineAsync();
        for (int i = 0; i < 10; i++)
        {
            await responder.TickAsync(TimeSpan.FromMinutes(5));
        }

        Assert.Equal("inspection-timed-out", (await responder.IncidentAsync()).ReasonCode);
        Assert.Equal(responder.Policy.MaxInspections, responder.Commands.Sent.Count);
    }

    [Fact]
    public async Task RemediationNeverReports_LooksAgainBeforeEscalating()
    {
        var responder = new Responder();
        await responder.LineAsync(Removed);
        await responder.TickAsync(responder.Policy.RemediationTimeout);
        Assert.Equal(CommandKind.Inspect, responder.Commands.Sent[^1].Request.Kind);

        await responder.EndAsync(Reports.Inspected(Fixed));
        Assert.Equal(IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task NoFreeSlot_WaitsAndGoesOnWhenOneIsFree()
    {
        var store = new InMemoryIncidentStore();
        var first = new Responder { Store = store };
        first.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 0)]);
        await first.LineAsync(Removed);
        Incident waiting = await first.IncidentAsync();
        Assert.Equal((IncidentPhase.Inspecting, "waiting-for-slot"), (waiting.Phase, waiting.ReasonCode));
        await first.TickAsync();
        Assert.Single(first.Commands.Sent);

        first.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 1)]);
        await first.TickAsync();

        Incident remediating = await first.IncidentAsync();
        Assert.Equal(IncidentPhase.Remediating, remediating.Phase);
        Assert.Equal(["fleet"], remediating.HeldSlots);
    }

    [Fact]
    public async Task NoFreeSlot_TooLong_Escalates()
    {
        var responder = new Responder();
        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 0)]);
        await responder.LineAsync(Removed);
        await responder.TickAsync(responder.Policy.SlotTimeout);

        Assert.Equal("no-free-slot", (await responder.IncidentAsync()).ReasonCode);
    }

    [Fact]
    public async Task HumanRecordOutOfOrder_ResponseGoesOn_AndIsCaughtUp()
    {
        var responder = new Responder();
        responder.Shown.IsUnavailable = true;
        await responder.LineAsync(Removed);
        await responder.EndAsync(Reports.Remediated(Changed, Recovered), Fixed);
        Assert.Equal(IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);
        Assert.Equal([Responder.Instance], await responder.Store.ListInstancesAsync(10, TestContext.Current.CancellationToken));

        responder.Shown.IsUnavailable = false;
        await responder.TickAsync();

        Assert.Equal([IncidentPhase.Resolved], responder.Shown.Phases);
        Assert.Empty(await responder.Store.ListInstancesAsync(10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task EverySavedStep_IsCountedOnce()
    {
        var responder = new Responder();
        await responder.LineAsync();
        await responder.LineAsync(Removed);
        await responder.EndAsync(Reports.Remediated(Changed, Recovered), Fixed);
        await responder.TickAsync();

        Assert.Equal([IncidentPhase.Inspecting, IncidentPhase.Remediating, IncidentPhase.Remediating, IncidentPhase.Resolved], responder.Counted.Steps.Select(step => step.After.Phase));
        Assert.Equal([null, IncidentPhase.Inspecting, IncidentPhase.Remediating, IncidentPhase.Remediating], responder.Counted.Steps.Select(step => step.Before?.Phase));
    }

    [Fact]
    public async Task HumanRecordShownLate_TheNewestPhaseIsShownLast()
    {
        var responder = new Responder();
        await responder.LineAsync();
        responder.Shown.Meanwhile = () => responder.EndAsync(Reports.Inspected(Removed));
        await responder.TickAsync();

        Assert.Equal([IncidentPhase.Remediating, IncidentPhase.Inspecting, IncidentPhase.Remediating], responder.Shown.Phases);
        Assert.Equal("oi-000000000001", (await responder.IncidentAsync()).HumanRecordId);
        Assert.False((await responder.IncidentAsync()).ShowPending);
    }

    [Fact]
    public async Task ManyAtOnce_SameLine_OneIncidentOneCommand()
    {
        var responder = new Responder();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => responder.LineAsync())));

        Assert.Single(responder.Commands.Sent);
    }

    [Fact]
    public async Task Status_OfAnUnknownInstance_SaysSo()
    {
        ReconcileResult result = await new Responder().AskAsync(ManualAction.Status);

        Assert.Equal("no-incident", result.ReasonCode);
    }

    /// <summary>Whatever is due, a question for it is answered with the record, and nothing else happens.</summary>
    [Fact]
    public async Task Status_OfAnIncidentWhoseTimeIsUp_IsTheRecord_AndNothingIsDone()
    {
        var responder = new Responder();
        await responder.LineAsync();
        Incident before = await responder.IncidentAsync();
        responder.Time.Advance(responder.Policy.InspectionTimeout);
        ReconcileResult result = await responder.AskAsync(ManualAction.Status);

        Assert.Equal((before, before), (result.Record, await responder.IncidentAsync()));
        Assert.Single(responder.Commands.Sent);
        Assert.Equal(0, responder.Shown.AskCount);
    }

    [Fact]
    public async Task EachSaveLost_GivesUpAfterItsBound_SoThatTheCallIsMadeAgain()
    {
        OvertakenIncidentStore store = new();
        var responder = new Responder { Store = store };
        await responder.LineAsync();
        int lost = 0;
        store.BeforeSave = async _ =>
        {
            if (lost < 2 * Reconciler.MaxConflicts)
            {
                lost++;
                await store.WriteAsync(responder.Target, stored => stored);
            }
        };

        RemoteCallException gaveUp = await Assert.ThrowsAsync<RemoteCallException>(() => responder.LineAsync(1));

        Assert.Equal(RemoteCallFailure.Unavailable, gaveUp.Failure);
        Assert.Equal((Reconciler.MaxConflicts, Reconciler.MaxConflicts), (lost, responder.Pauses.Count));
        Assert.Equal([ConflictPause.First, ConflictPause.First * 2, ConflictPause.First * 4], responder.Pauses.Take(3));
    }

    [Fact]
    public async Task EventOfACommandThatIsOver_IsNoReasonToShowAgain()
    {
        var responder = new Responder();
        responder.Shown.IsUnavailable = true;
        await responder.LineAsync(Removed);

        ReconcileResult result = await responder.EventAsync(responder.Commands.Sent[0].Id);

        Assert.Equal((IncidentPhase.Remediating, 1), (result.Phase, responder.Shown.AskCount));
    }

    [Fact]
    public async Task EventOfAnotherCommand_RecordIsAsRemembered_SsmIsAskedOnce()
    {
        var responder = new Responder { Warm = new RecentRecords() };
        await responder.LineAsync();

        await responder.EventAsync("11111111-1111-1111-1111-111111111111");

        Assert.Equal(1, responder.Commands.ReadCount);
    }

    /// <summary>SSM does not know the command under the document that is waited for: then it is another one, unless its id is the awaited one's.</summary>
    [Theory]
    [InlineData(false, RemoteCallFailure.Invalid, false)]
    [InlineData(false, RemoteCallFailure.Unavailable, true)]
    [InlineData(true, RemoteCallFailure.Invalid, true)]
    [InlineData(true, RemoteCallFailure.Unavailable, true)]
    public async Task EventOfACommandThatCannotBeRead_IsTriedAgain_UnlessItIsAnotherOne(bool isConfirmed, RemoteCallFailure failure, bool isTriedAgain)
    {
        var responder = new Responder();
        await responder.LineAsync();
        if (isConfirmed)
        {
            await responder.TickAsync();
        }

        Incident before = await responder.IncidentAsync();
        Assert.Equal(isConfirmed, before.Pending!.CommandId is not null);
        responder.Commands.BeforeRead = () => throw new RemoteCallException(failure, "SSM said no");

        Exception? thrown = await Record.ExceptionAsync(() => responder.EndAsync(Reports.Inspected(Removed)));

        Assert.Equal(isTriedAgain ? failure : null, (thrown as RemoteCallException)?.Failure);
        Assert.Equal(before, await responder.IncidentAsync());
    }

    [Fact]
    public async Task NextIncident_TheOneBeforeGoesIntoTheHistory()
    {
        var store = new InMemoryIncidentStore();
        var responder = new Responder { Store = store };
        await responder.LineAsync(Removed);
        await responder.EndAsync(Reports.Remediated(Changed, Recovered), Fixed);
        IncidentId first = (await responder.IncidentAsync()).Id;
        await responder.AskAsync(ManualAction.Remediate, "aiko");

        Assert.NotEqual(first, (await responder.IncidentAsync()).Id);
        Assert.Equal([first], (await store.ListEndedAsync(TestContext.Current.CancellationToken)).Select(one => one.IncidentId));
    }

    /// <summary>Kept for its retention, and no longer: what is unfinished is listed to every tick.</summary>
    [Fact]
    public async Task NextIncident_NobodyHasToComeBackToTheOneBefore()
    {
        var store = new InMemoryIncidentStore();
        var responder = new Responder { Store = store };
        responder.Shown.IsUnavailable = true;
        await responder.LineAsync(Removed);
        await responder.EndAsync(Reports.Remediated(Changed, Recovered), Fixed);
        await responder.LineAsync(2000);
        Incident before = await responder.IncidentAsync();
        Assert.True(before is { ShowPending: true, State: State.Ended { InspectAgainAt: not null } });
        await responder.AskAsync(ManualAction.Inspect);

        (Incident kept, bool isNewest) = (await store.FindAsync(Responder.Instance, before.Id, TestContext.Current.CancellationToken))!.Value;
        Assert.Equal((false, false), (isNewest, kept.IsUnfinished));
    }

    [Fact]
    public async Task LinesAfterTheEnd_TheIncidentIsOnceInTheHistory_AndTheResultSaysHowItEnded()
    {
        var store = new InMemoryIncidentStore();
        var responder = new Responder { Store = store };
        await responder.LineAsync(Removed);
        await responder.EndAsync(Reports.Remediated(Changed, Recovered), Fixed);

        ReconcileResult result = await responder.LineAsync(2000);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal("lines-after-end", incident.Timeline[^1].Told.Code);
        Assert.Equal(incident.Why!.Told, Assert.Single(result.Told.Find("told")!.Said));
        Assert.Single(await store.ListEndedAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A look of which nothing is known yet is shown by the tick, not by each line that arrives meanwhile.</summary>
    [Fact]
    public async Task LineDuringALook_ThatCouldNotBeShown_IsNoReasonToTryAgain()
    {
        var responder = new Responder();
        responder.Shown.IsUnavailable = true;
        await responder.LineAsync();
        await responder.TickAsync();
        Assert.NotNull((await responder.IncidentAsync()).Pending!.CommandId);

        await responder.LineAsync(1);

        Assert.Equal((2, 1), ((await responder.IncidentAsync()).SignalCount, responder.Shown.AskCount));
    }

    [Fact]
    public async Task LineWhileAnOrderIsBeingSent_WhoSendsItShowsIt()
    {
        var responder = new Responder();
        responder.Shown.IsUnavailable = true;
        await responder.LineAsync();
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "no route");
        await responder.EndAsync(Reports.Inspected(Removed));
        int before = responder.Shown.AskCount;

        await responder.LineAsync(1);

        Assert.Equal((2, before), ((await responder.IncidentAsync()).SignalCount, responder.Shown.AskCount));
    }

    [Fact]
    public async Task Result_SaysWhereTheIncidentStands_AndSinceWhenPeopleDoNotKnow()
    {
        var responder = new Responder { Policy = new Policy { Prevention = PreventionMode.Approve } };
        ReconcileResult opened = await responder.AskAsync(ManualAction.Prevent);
        Incident incident = await responder.IncidentAsync();
        Assert.Equal(
            (incident.Id, IncidentPhase.Inspecting, incident.OpenedAt, IncidentGoal.Prevent, incident.ChangedAt, null, true),
            (opened.IncidentId!.Value, opened.Phase!.Value, opened.OpenedAt!.Value, opened.Goal, opened.UnshownSince!.Value, opened.Plan, opened.IsOpen));

        responder.Time.Advance(TimeSpan.FromSeconds(5));
        ReconcileResult waiting = await responder.EndAsync(Reports.Inspected(Healthy));
        Assert.Equal((IncidentPhase.AwaitingApproval, null, true), (waiting.Phase!.Value, waiting.UnshownSince, waiting.IsOpen));
        Assert.Equal((await responder.IncidentAsync()).Proposal!.Digest, waiting.Plan);

        responder.Shown.IsUnavailable = true;
        responder.Time.Advance(TimeSpan.FromSeconds(5));
        await responder.AskAsync(ManualAction.Approve, "aiko");
        ReconcileResult changing = await responder.EndAsync(Reports.Inspected(Healthy));
        Assert.Equal((IncidentPhase.Remediating, responder.Time.GetUtcNow(), null, true), (changing.Phase!.Value, changing.UnshownSince!.Value, changing.Plan, changing.IsOpen));
        Assert.Equal(incident.OpenedAt, changing.OpenedAt);
        Assert.NotNull((await responder.IncidentAsync()).Proposal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(IncidentPhase.Inspecting, true)]
    [InlineData(IncidentPhase.AwaitingApproval, true)]
    [InlineData(IncidentPhase.Remediating, true)]
    [InlineData(IncidentPhase.Resolved, false)]
    [InlineData(IncidentPhase.NoAction, false)]
    [InlineData(IncidentPhase.Escalated, false)]
    public void Result_IsOpen_UntilTheIncidentHasEnded(IncidentPhase? phase, bool isOpen) =>
        Assert.Equal(isOpen, new ReconcileResult(Responder.Instance, null, phase, null, Statement.Quoted("")).IsOpen);

    [Fact]
    public async Task Log_OneLineAStepWithItsCodes_AndNoneOfALineThatIsOnlyCounted()
    {
        KeptLog<Reconciler> log = new();
        var responder = new Responder { Log = log };
        await responder.LineAsync(-100);
        await responder.LineAsync(-99);
        await responder.EndAsync(Reports.Inspected(Healthy));

        string id = (await responder.IncidentAsync()).Id.ToString();
        string[] steps = [.. log.Lines.Where(line => line.StartsWith($"Incident {id} is ", StringComparison.Ordinal))];
        Assert.Equal(2, steps.Length);
        Assert.StartsWith($"Incident {id} is Inspecting (): ", steps[0], StringComparison.Ordinal);
        Assert.StartsWith($"Incident {id} is NoAction (not-corroborated): ", steps[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_HoldsWhatWasRead_AndLosesWhatIsNotThereAnyMore()
    {
        var responder = new Responder { Warm = new RecentRecords() };
        var elsewhere = new Responder { Store = responder.Store };
        await elsewhere.LineAsync();
        await responder.AskAsync(ManualAction.Status);
        Assert.Equal(await responder.IncidentAsync(), responder.Warm.Find(Responder.Instance));

        var expired = new Responder { Warm = responder.Warm };
        await expired.AskAsync(ManualAction.Status);
        Assert.Null(expired.Warm.Find(Responder.Instance));
    }

    [Fact]
    public async Task Memory_FirstLineHere_HoldsTheRecordThatWasThere()
    {
        var responder = new Responder { Warm = new RecentRecords() };
        var elsewhere = new Responder { Store = responder.Store };
        await elsewhere.LineAsync();
        await elsewhere.LineAsync(1);

        await responder.LineAsync(1);

        Assert.Equal(2, responder.Warm.Find(Responder.Instance)!.Version);
    }

    private static string BootIdOf(Recording recording) => recording.ToString().Split('\n')[0]["#evidence-begin 2 ".Length..];
}
