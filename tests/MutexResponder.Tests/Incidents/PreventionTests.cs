using MutexResponder.Clearing;
using MutexResponder.Deciding;
using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Remediation;
using MutexResponder.Reporting.Sections;
using MutexResponder.Reporting;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents;

/// <summary>A site that serves is changed as gently as it can be, gives way to every outage, and is put back where the change is not proved.</summary>
public sealed class PreventionTests
{
    private const string Applied = "#result step=apply status=changed reason=applied remedy=conf-available";
    private const string Reload = "#result step=recover status=recovered reason=reload";

    [Fact]
    public async Task Fix_ReloadsAndProvesIt()
    {
        Responder responder = New(PreventionMode.Fix);

        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk, by: "aiko");
        CommandRequest order = responder.Commands.Sent[^1].Request;
        await responder.EndAsync(Reports.Remediated(Applied, Reload), Machine.Reloaded);

        Assert.Equal((CommandKind.Remediate, "reload", "conf-available"), (order.Kind, order.Parameters["Recovery"], order.Parameters["Remedy"]));
        Incident incident = await responder.IncidentAsync();
        Assert.Contains(incident.Timeline, entry => entry.Told.Code == "preventing");
        Assert.Equal((IncidentPhase.Resolved, "prevented"), (incident.Phase, incident.ReasonCode));
        Assert.Equal(RecoveryKind.Reload, incident.LastChange?.By);
        Assert.Empty(incident.RemediationsStarted);
    }

    [Theory]
    [InlineData(PreventionMode.Off)]
    [InlineData(PreventionMode.Report)]
    public async Task OffAndReport_ChangeNothing(PreventionMode prevention)
    {
        Responder responder = New(prevention);

        ReconcileResult result = await responder.AskAsync(ManualAction.Prevent);

        Assert.Equal((true, "prevention-reports"), (result.IsRefusal, result.ReasonCode));
        Assert.Empty(responder.Commands.Sent);
    }

    [Fact]
    public async Task Approve_WaitsForAPersonWithThisPlan()
    {
        Responder responder = New(PreventionMode.Approve);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        Incident waiting = await responder.IncidentAsync();
        Assert.Equal(IncidentPhase.AwaitingApproval, waiting.Phase);

        // What the person is to approve stands in the report: a diagnosis of a site that serves, made anew, asks for nothing.
        ReportActions shown = IncidentReport.From(waiting).Actions;
        Assert.Equal((waiting.Proposal!.Steps().Length, false), (shown.Plan.Length, shown.WasSent));
        Assert.Contains(shown.Plan, step => step.Code == "step-reload");

        await responder.AskAsync(ManualAction.Approve, Machine.AtRisk, by: "ben");

        Assert.Equal("reload", responder.Commands.Sent[^1].Request.Parameters["Recovery"]);
        Assert.True(IncidentReport.From(await responder.IncidentAsync()).Actions.WasSent);
    }

    [Fact]
    public async Task ModeOfOutages_DoesNotMatter()
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Observe, Prevention = PreventionMode.Fix } };

        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);

        Assert.Equal(CommandKind.Remediate, responder.Commands.Sent[^1].Request.Kind);
    }

    [Fact]
    public async Task Slots_AreOtherOnesThanThoseOfOutages()
    {
        Responder responder = New(PreventionMode.Fix);
        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 1)]);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);

        Assert.Equal(["prevention#fleet"], (await responder.IncidentAsync()).HeldSlots);
    }

    [Fact]
    public async Task NoFreeSlot_WaitsForOne_AndTellsOfItsLookOnce()
    {
        Responder responder = New(PreventionMode.Fix);
        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 0)]);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        Assert.IsType<State.WaitingForSlot>((await responder.IncidentAsync()).State);
        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 1)]);
        await responder.TickAsync();

        Incident incident = await responder.IncidentAsync();
        Assert.Equal(IncidentPhase.Remediating, incident.Phase);
        Assert.Single(incident.Timeline, entry => entry.Told.Code == "diagnosed-before-prevention");
    }

    [Fact]
    public async Task OutageReportedWhileThePlanWaits_IsAnsweredAsOne()
    {
        Responder responder = New(PreventionMode.Approve);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);

        await responder.LineAsync(Machine.Broken);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((new Goal.Recover(), IncidentPhase.Remediating, RecoveryKind.Reboot), (incident.Goal, incident.Phase, incident.Recovery));
        Assert.Equal("reboot", responder.Commands.Sent[^1].Request.Parameters["Recovery"]);
    }

    /// <summary>Whoever let the reload through has let no reboot through, and no report says so.</summary>
    [Fact]
    public async Task OutageAfterThePreventionWasApproved_IsApprovedByNobody()
    {
        Responder responder = New(PreventionMode.Approve);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.AskAsync(ManualAction.Approve, "ben");
        await responder.LineAsync(Machine.Broken);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentGoal.Recover, IncidentPhase.Remediating, null), (incident.Goal.Kind, incident.Phase, incident.Approval));
        Assert.Equal("", IncidentReport.From(incident).Actions.ApprovedBy);
    }

    /// <summary>The log's lines stop with the server: what is dropped now is never told again.</summary>
    [Theory]
    [InlineData("#result step=apply status=refused reason=no-parent")]
    [InlineData("#result step=apply status=refused reason=changes-pending")]
    [InlineData("#result step=apply status=refused reason=stale-parent")]
    [InlineData("#result step=apply status=failed-restored reason=configtest")]
    [InlineData("#result step=apply status=failed reason=restore")]
    public async Task OutageReportedWhileTheOrderRuns_IsAnswered_WhateverBecomesOfTheOrder(string told)
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);

        await responder.LineAsync();
        await responder.EndAsync(Reports.Remediated(told, ""));
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((new Goal.Recover(), IncidentPhase.Remediating, RecoveryKind.Reboot), (incident.Goal, incident.Phase, incident.Recovery));
        Assert.Equal("reboot", responder.Commands.Sent[^1].Request.Parameters["Recovery"]);
    }

    [Fact]
    public async Task OutageReportedWhileTheMachineIsLookedAt_IsNotForgotten_WhereNothingIsToPrevent()
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent);
        await responder.LineAsync(Machine.Fixed);

        Assert.Equal(new Goal.Recover(), (await responder.IncidentAsync()).Goal);
    }

    [Fact]
    public async Task OutageReportedBeforeAVeto_IsToldAsAnOutage()
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent);
        await responder.LineAsync();
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, []);
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((new Goal.Recover(), IncidentPhase.Escalated), (incident.Goal, incident.Phase));
    }

    /// <summary>Nobody reported it: Apache is gone all the same, and the machine is looked at once more.</summary>
    [Fact]
    public async Task ServerThatIsGoneWhenTheOrderComes_IsTold()
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.EndAsync(Reports.Remediated("#result step=apply status=refused reason=no-parent", ""));
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "mode-observe"), (incident.Phase, incident.ReasonCode));
    }

    [Fact]
    public async Task TwoPeopleAtTheButton_AreOnePrevention()
    {
        Responder responder = New(PreventionMode.Fix);

        ReconcileResult[] results = await Task.WhenAll(responder.AskAsync(ManualAction.Prevent, "aiko"), responder.AskAsync(ManualAction.Prevent, "ben"));
        await responder.EndAsync(Reports.Inspected(Machine.AtRisk));
        ReconcileResult late = await responder.AskAsync(ManualAction.Prevent, "chie");

        Assert.Single(results.Append(late).Select(result => result.IncidentId).Distinct());
        Assert.Equal([CommandKind.Inspect, CommandKind.Remediate], responder.Commands.Sent.Select(sent => sent.Request.Kind));
    }

    [Fact]
    public async Task DownSiteThatNobodyReported_IsOnlyReported()
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent, Machine.Broken);

        Assert.Equal("mode-observe", (await responder.IncidentAsync()).ReasonCode);
        Assert.Single(responder.Commands.Sent);
    }

    /// <summary>The sweep answers what it finds down as the mode says, and needs no second look for it.</summary>
    [Theory]
    [InlineData(ResponseMode.Observe, IncidentPhase.Escalated)]
    [InlineData(ResponseMode.Approve, IncidentPhase.AwaitingApproval)]
    [InlineData(ResponseMode.Remediate, IncidentPhase.Remediating)]
    public async Task DownSiteThatASweepsPreventionFinds_IsAnsweredAtOnce_AsTheModeSays(ResponseMode mode, IncidentPhase phase)
    {
        Responder responder = New(PreventionMode.Fix);
        responder.Policy = responder.Policy with { Mode = mode };
        await responder.AskAsync(new ManualRequest(ManualAction.Prevent, Responder.Instance, Wait: false, null) { IsFromSweep = true, IsFromSchedule = true });
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((new Goal.Recover(), phase), (incident.Goal, incident.Phase));
    }

    [Fact]
    public async Task SafeMachine_IsLeftAlone()
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent, Machine.Fixed);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.NoAction, "nothing-to-prevent"), (incident.Phase, incident.ReasonCode));
    }

    /// <summary>What the fleet is told: once, and by the call that ended it.</summary>
    [Fact]
    public async Task End_GivesTheNewestLook()
    {
        Responder responder = New(PreventionMode.Fix);
        Assert.Null((await responder.AskAsync(ManualAction.Prevent)).EndedOn);
        Assert.Null((await responder.EndAsync(Reports.Inspected(Machine.AtRisk))).EndedOn);
        await responder.EndAsync(Reports.Remediated(Applied, Reload));

        ReconcileResult ended = await responder.EndAsync(Reports.Inspected(Machine.Reloaded));

        Assert.Equal(Machine.Reloaded.ToString(), ended.EndedOn?.Text);
        Assert.Null((await responder.TickAsync()).EndedOn);
    }

    /// <summary>A line of its own overrides ours; a reload would end the server; locks on that file system are not to be trusted; nobody knows what is changed.</summary>
    [Theory]
    [InlineData("explicit-mpm-accept", "", "")]
    [InlineData("config-broken", "", "")]
    [InlineData("healthy-sysvsem-prefork", "[configtest exit=0]", "[configtest exit=1]")]
    [InlineData("healthy-sysvsem-prefork", "fstype=tmpfs", "fstype=nfs4")]
    [InlineData("healthy-sysvsem-prefork", "|hash=", "|hash=unknown-")]
    public async Task RiskForAPerson_IsLeftToOne(string recording, string there, string instead)
    {
        Responder responder = New(PreventionMode.Fix);
        Recording found = Recording.Load(recording);
        await responder.AskAsync(ManualAction.Prevent, there.Length > 0 ? found.Replacing(there, instead) : found);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.NoAction, "not-mendable"), (incident.Phase, incident.ReasonCode));
        Assert.Single(responder.Commands.Sent);
    }

    /// <summary>A graceful reload, ours or a person's, leaves lines of the old generation: they are no outage, and no reason to reboot.</summary>
    [Fact]
    public async Task NoiseOfAReloadWhileThePlanWaits_IsNoOutage()
    {
        Responder responder = New(PreventionMode.Approve);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.ReconcileAsync(new Trigger { Kind = TriggerKind.LogSignals, Signals = [Responder.NewSignal() with { Kind = SignalKind.StaleGeneration }] });

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.AwaitingApproval, IncidentGoal.Prevent, 1), (incident.Phase, incident.Goal.Kind, incident.SignalCount));
        Assert.Single(responder.Commands.Sent);
    }

    [Fact]
    public async Task LineThatIsThereAlready_WaitsForAPerson_AlsoWithFix()
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk.Replacing("mechanism=sysvsem", "mechanism=fcntl"));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.AwaitingApproval, "loads-what-is-pending"), (incident.Phase, incident.ReasonCode));
    }

    [Fact]
    public async Task RefusedByTheInstance_PagesNobody()
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.EndAsync(Reports.Remediated("#result step=apply status=refused reason=changes-pending", ""));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.NoAction, "changes-pending"), (incident.Phase, incident.ReasonCode));
        Assert.Empty(incident.PreventionsStarted);
    }

    [Fact]
    public async Task NotProved_IsTakenBackByAReload_AndGoesToAPerson()
    {
        Responder responder = New(PreventionMode.Fix);
        Recording notMoved = Machine.Reloaded.WithHeader("locks", "[locks exit=0]");
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.EndAsync(Reports.Remediated(Applied, Reload), notMoved);
        await responder.EndAsync(Reports.Inspected(notMoved));
        await responder.EndAsync(Reports.Inspected(notMoved));
        await responder.EndAsync(Reports.Inspected(notMoved));
        CommandRequest order = responder.Commands.Sent[^1].Request;
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Reload), WithNewerChildrenThan(notMoved));

        Assert.Equal((CommandKind.Rollback, "reload"), (order.Kind, order.Parameters["Recovery"]));
        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "prevention-taken-back", null), (incident.Phase, incident.ReasonCode, incident.LastChange));
    }

    /// <summary>Somebody was quicker: nothing is there any more that could be taken back.</summary>
    [Fact]
    public async Task NotProved_AndNotThereAnyMore_GoesToAPerson()
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.EndAsync(Reports.Remediated(Applied, Reload));
        for (int look = 0; look < responder.Policy.MaxVerifications; look++)
        {
            await responder.EndAsync(Reports.Inspected(Machine.Reloaded.WithHeader("locks", "[locks exit=0]")));
        }

        await responder.EndAsync(Reports.Inspected(Machine.AtRisk));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "prevention-not-there", null), (incident.Phase, incident.Why!.Told.Code, incident.LastChange));
    }

    /// <summary>The line is on the disk, and the machine refused to reload: there is no new plan to be made of that, and the change goes.</summary>
    [Fact]
    public async Task ReloadRefused_IsLookedAt_AndTakenBack()
    {
        Responder responder = New(PreventionMode.Fix);
        Recording notReloaded = Machine.AtRisk.Replacing("mechanism=sysvsem", "mechanism=fcntl").Replacing(Machine.AtRisk.ConfigHash, new string('f', 64));
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.EndAsync(Reports.Remediated(Applied, "#result step=recover status=refused reason=stale-parent"));
        for (int look = 0; look <= responder.Policy.MaxVerifications; look++)
        {
            await responder.EndAsync(Reports.Inspected(notReloaded));
        }

        Assert.Equal(CommandKind.Rollback, responder.Commands.Sent[^1].Request.Kind);
    }

    /// <summary>What an earlier incident has changed is not this one's to take back.</summary>
    [Fact]
    public async Task PreventionThatFails_LeavesTheChangeOfAnEarlierIncidentAlone()
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.LineAsync(Machine.Broken);
        await responder.EndAsync(Reports.Remediated(Applied, Machine.Recovered), Machine.Fixed);
        AppliedChange? change = (await responder.IncidentAsync()).LastChange;
        responder.Time.Advance(TimeSpan.FromHours(1));
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.EndAsync(Reports.Remediated("#result step=apply status=failed-restored reason=configtest", ""));

        Incident incident = await responder.IncidentAsync();
        Assert.NotNull(change);
        Assert.Equal((IncidentGoal.Prevent, IncidentPhase.Escalated, change), (incident.Goal.Kind, incident.Phase, incident.LastChange));
    }

    /// <summary>What waits on the disk is loaded by any reload: the machine refuses an order where the server was reloaded since.</summary>
    [Fact]
    public async Task Orders_NameWhatTheServerHasLoaded()
    {
        static Recording Loaded(Recording recording, int at) => recording.With("pidfile", [.. recording.Lines("pidfile"), $"loaded={at}"]);

        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent, Loaded(Machine.AtRisk, 7));
        await responder.EndAsync(Reports.Remediated(Applied, Reload), Machine.Reloaded);
        await responder.AskAsync(ManualAction.Rollback, Loaded(Machine.Reloaded, 8));

        Assert.Equal(
            ["73-178749-7", "73-178749-8"],
            responder.Commands.Sent.Where(sent => sent.Request.Kind != CommandKind.Inspect).Select(sent => sent.Request.Parameters["ExpectedParent"]));
    }

    /// <summary>It may have been the reload: what it loaded is taken back and the server started, whatever the log says and whatever the mode for outages is.</summary>
    [Theory]
    [InlineData(ResponseMode.Observe, false)]
    [InlineData(ResponseMode.Observe, true)]
    [InlineData(ResponseMode.Remediate, false)]
    [InlineData(ResponseMode.Remediate, true)]
    public async Task SiteDownAfterTheReload_IsPutBackAndBroughtUp(ResponseMode mode, bool isReported)
    {
        Responder responder = await DownAfterTheReloadAsync(mode, isReported);

        CommandRequest order = responder.Commands.Sent[^1].Request;
        Assert.Equal((CommandKind.Rollback, "restart"), (order.Kind, order.Parameters["Recovery"]));
    }

    /// <summary>The taking back has started it: that another parent runs proves the start, and is not missed as a reload's.</summary>
    [Fact]
    public async Task SiteThatTheTakingBackStarts_IsProvedByTheStart()
    {
        Responder responder = await DownAfterTheReloadAsync(ResponseMode.Observe, isReported: false);
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, "#result step=recover status=recovered reason=restart"), Machine.AtRisk);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "prevention-taken-back", null), (incident.Phase, incident.ReasonCode, incident.LastChange));
    }

    /// <summary>Taken back, and the site is down all the same.</summary>
    [Theory]
    [InlineData(ResponseMode.Observe, false, IncidentPhase.Escalated)]
    [InlineData(ResponseMode.Observe, true, IncidentPhase.Escalated)]
    [InlineData(ResponseMode.Remediate, false, IncidentPhase.Remediating)]
    [InlineData(ResponseMode.Remediate, true, IncidentPhase.Remediating)]
    public async Task SiteThatTheTakingBackDoesNotBringUp_IsAnsweredAsAnOutage(ResponseMode mode, bool isReported, IncidentPhase phase)
    {
        Responder responder = await DownAfterTheReloadAsync(mode, isReported);
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, "#result step=recover status=failed reason=start"), Machine.Broken);
        for (int look = 0; look < 8 && (await responder.IncidentAsync()).Pending is { Kind: CommandKind.Inspect }; look++)
        {
            await responder.EndAsync(Reports.Inspected(Machine.Broken));
        }

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((new Goal.Recover(), phase), (incident.Goal, incident.Phase));
        Assert.Equal(phase == IncidentPhase.Remediating, responder.Commands.Sent[^1].Request.Kind == CommandKind.Remediate);
    }

    /// <summary>Also a refused order to take it back must not leave the outage to nobody.</summary>
    [Fact]
    public async Task SiteDown_WhereTheTakingBackIsVetoed_IsToldAsAnOutage()
    {
        Responder responder = await DownAfterTheReloadAsync(ResponseMode.Remediate, isReported: true, new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, []));
        await responder.EndAsync(Reports.Inspected(Machine.FixedNotRebooted));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((new Goal.Recover(), IncidentPhase.Escalated), (incident.Goal, incident.Phase));
        Assert.Equal(incident.Id, incident.LastChange?.IncidentId);
    }

    /// <summary>Anybody can write a line: it must not make a change that is not proven pass for a site that is fixed already.</summary>
    [Fact]
    public async Task NotProved_WithALineInTheLog_IsTakenBack()
    {
        Responder responder = New(PreventionMode.Fix);
        Recording notMoved = Machine.Reloaded.WithHeader("locks", "[locks exit=0]");
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.LineAsync();
        await responder.EndAsync(Reports.Remediated(Applied, Reload), notMoved);
        for (int look = 0; look < 3; look++)
        {
            await responder.EndAsync(Reports.Inspected(notMoved));
        }

        Assert.Equal((CommandKind.Rollback, "reload"), (responder.Commands.Sent[^1].Request.Kind, responder.Commands.Sent[^1].Request.Parameters["Recovery"]));
    }

    /// <summary>Nothing was written that could be taken back, and the reload took the site down: from here on it is an outage, answered as the mode says.</summary>
    [Fact]
    public async Task SiteDownAfterAReloadThatWroteNothing_IsAnsweredAsAnOutage()
    {
        Responder responder = New(PreventionMode.Fix);
        Recording down = Machine.Broken.Replacing(Machine.Broken.ConfigHash, Machine.AtRisk.ConfigHash);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.EndAsync(Reports.Remediated("#result step=apply status=unchanged reason=already-fixed", "#result step=recover status=failed reason=died-in-reload"), down);
        await responder.EndAsync(Reports.Inspected(down));
        await responder.EndAsync(Reports.Inspected(down));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((new Goal.Recover(), "looking-as-in-outage", null), (incident.Goal, incident.Timeline[^1].Told.Code, incident.LastChange));
        await responder.EndAsync(Reports.Inspected(down));
        Assert.Equal("reboot", responder.Commands.Sent[^1].Request.Parameters["Recovery"]);
    }

    /// <summary>It was taken back, and no look says that the site is down: the log does, where the look could not ask the site or is older than the line.</summary>
    [Theory]
    [InlineData(true, true, false, false)]
    [InlineData(false, false, false, false)]
    [InlineData(true, false, false, true)]
    [InlineData(true, true, true, true)]
    public async Task TakenBack_IsAnOutageByTheLog_OnlyWhereThatKnowsMore(bool isReported, bool wasAsked, bool isNews, bool isOutage)
    {
        Responder responder = New(PreventionMode.Fix);
        Recording notMoved = Machine.Reloaded.WithHeader("locks", "[locks exit=0]");
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        if (isReported)
        {
            await responder.LineAsync();
        }

        await responder.EndAsync(Reports.Remediated(Applied, Reload), notMoved);
        for (int look = 0; look < 3; look++)
        {
            await responder.EndAsync(Reports.Inspected(notMoved));
        }

        Recording back = wasAsked ? WithNewerChildrenThan(notMoved) : WithNewerChildrenThan(notMoved).With("http");
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Reload));
        for (int look = 1; look <= responder.Policy.MaxVerifications && (await responder.IncidentAsync()).Goal is Goal.Rollback && !(await responder.IncidentAsync()).IsFinished; look++)
        {
            if (isNews)
            {
                await responder.LineAsync(1000 + look);
            }

            await responder.EndAsync(Reports.Inspected(back));
        }

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((isOutage, !isOutage), (incident.Goal is Goal.Recover, incident.Phase == IncidentPhase.Escalated));
    }

    [Fact]
    public async Task RollbackOfAPrevention_GoesByAReload()
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.EndAsync(Reports.Remediated(Applied, Reload), Machine.Reloaded);

        // A report of it says so from the start, whatever then keeps it from being done.
        await responder.AskAsync(ManualAction.Rollback);
        Assert.Equal(RecoveryKind.Reload, (await responder.IncidentAsync()).Recovery);
        await responder.EndAsync(Reports.Inspected(Machine.Reloaded));

        Assert.Equal((CommandKind.Rollback, "reload"), (responder.Commands.Sent[^1].Request.Kind, responder.Commands.Sent[^1].Request.Parameters["Recovery"]));
    }

    /// <summary>Also where the stack recovers by a reboot, and its mode would let it: the mode is for others' outages, and a member of a group may be replaced.</summary>
    [Theory]
    [InlineData(ResponseMode.Observe, false)]
    [InlineData(ResponseMode.Approve, false)]
    [InlineData(ResponseMode.Remediate, false)]
    [InlineData(ResponseMode.Remediate, true)]
    public async Task TakingBack_WhereApacheIsGone_StartsIt_AndRebootsNothing(ResponseMode mode, bool isInGroup)
    {
        Clearance clearance = new(isInGroup ? [new Veto(VetoKind.AskPerson, Objection.InAutoScalingGroup("web"))] : [], null, [new SlotRequest("fleet", 1)]);
        Responder responder = await DownAfterTheReloadAsync(mode, isReported: false, clearance, RecoveryKind.Reboot);

        Assert.Equal((CommandKind.Rollback, "restart"), (responder.Commands.Sent[^1].Request.Kind, responder.Commands.Sent[^1].Request.Parameters["Recovery"]));
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, "#result step=recover status=failed reason=start"), Machine.Broken);
        for (int look = 0; look < 8 && (await responder.IncidentAsync()).Pending is { Kind: CommandKind.Inspect }; look++)
        {
            await responder.EndAsync(Reports.Inspected(Machine.Broken));
        }

        // From here on it is an outage: a reboot is the mode's to allow, and of a group's member a person's.
        IncidentPhase phase = (await responder.IncidentAsync()).Phase;
        Assert.Equal(mode switch { ResponseMode.Observe => IncidentPhase.Escalated, ResponseMode.Remediate when !isInGroup => IncidentPhase.Remediating, _ => IncidentPhase.AwaitingApproval }, phase);
        Assert.Equal(0, responder.Reboots.Count);
    }

    [Fact]
    public async Task Prevention_WaitsWhileAnotherOfItsGroupRecovers()
    {
        InMemoryIncidentStore store = new();
        Clearance inGroup = new([], null, [new SlotRequest("fleet", 5), SlotRequest.OfGroup("web", 1)]);
        Responder outage = new() { Store = store, Target = SampleIncident.InstanceOf(1) };
        Responder prevention = new() { Store = store, Target = SampleIncident.InstanceOf(2), Policy = new Policy { Prevention = PreventionMode.Fix } };
        (outage.Vetoes.Current, prevention.Vetoes.Current) = (inGroup, inGroup);
        await outage.LineAsync(Machine.Broken);
        await prevention.AskAsync(ManualAction.Prevent, Machine.AtRisk);

        Assert.Equal((IncidentPhase.Remediating, true), ((await outage.IncidentAsync()).Phase, (await prevention.IncidentAsync()).State is State.WaitingForSlot));
        Assert.Single(prevention.Commands.Sent);
        await outage.EndAsync(Reports.Remediated(Applied, "#result step=recover status=rebooting reason=reboot"), Machine.Fixed);
        Assert.True((await outage.IncidentAsync()).IsFinished);
        await prevention.TickAsync();

        // And no outage waits for it.
        Assert.Equal("reload", prevention.Commands.Sent[^1].Request.Parameters["Recovery"]);
        Responder other = new() { Store = store, Target = SampleIncident.InstanceOf(3) };
        other.Vetoes.Current = inGroup;
        await other.LineAsync(Machine.Broken);
        Assert.Equal(IncidentPhase.Remediating, (await other.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task Prevention_DoesNotWaitForAnOutageElsewhere()
    {
        InMemoryIncidentStore store = new();
        Responder outage = new() { Store = store, Target = SampleIncident.InstanceOf(1) };
        Responder prevention = new() { Store = store, Target = SampleIncident.InstanceOf(2), Policy = new Policy { Prevention = PreventionMode.Fix } };
        outage.Vetoes.Current = new([], null, [new SlotRequest("fleet", 5), SlotRequest.OfGroup("db", 1)]);
        prevention.Vetoes.Current = new([], null, [new SlotRequest("fleet", 5), SlotRequest.OfGroup("web", 1)]);
        await outage.LineAsync(Machine.Broken);
        await prevention.AskAsync(ManualAction.Prevent, Machine.AtRisk);

        Assert.Equal((IncidentPhase.Remediating, IncidentPhase.Remediating), ((await outage.IncidentAsync()).Phase, (await prevention.IncidentAsync()).Phase));
    }

    /// <summary>What is not proved is on the machine until it is taken back, and a look changes nothing: neither waits for anybody.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LookAndTakingBack_DoNotWaitWhileAnotherOfTheGroupRecovers(bool isLook)
    {
        InMemoryIncidentStore store = new();
        Clearance inGroup = new([], null, [new SlotRequest("fleet", 5), SlotRequest.OfGroup("web", 1)]);
        Responder outage = new() { Store = store, Target = SampleIncident.InstanceOf(1) };
        Responder prevention = new() { Store = store, Target = SampleIncident.InstanceOf(2), Policy = new Policy { Prevention = PreventionMode.Fix } };
        (outage.Vetoes.Current, prevention.Vetoes.Current) = (inGroup, inGroup);
        Recording notMoved = Machine.Reloaded.WithHeader("locks", "[locks exit=0]");
        await prevention.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        prevention.Commands.BeforeSend = _ => { if (isLook) { throw new RemoteCallException(RemoteCallFailure.Unavailable, "throttled"); } };
        await prevention.EndAsync(Reports.Remediated(Applied, Reload));
        prevention.Commands.BeforeSend = _ => { };
        await outage.LineAsync(Machine.Broken);
        Assert.Contains("group#web", (await outage.IncidentAsync()).HeldSlots);
        if (isLook)
        {
            await prevention.TickAsync(TimeSpan.FromMinutes(1));
            Assert.Equal([CommandKind.Inspect, CommandKind.Remediate, CommandKind.Inspect], prevention.Commands.Sent.Select(sent => sent.Request.Kind));
            return;
        }

        for (int look = 0; look < 4; look++)
        {
            await prevention.EndAsync(Reports.Inspected(notMoved));
        }

        Assert.Equal((CommandKind.Rollback, "reload"), (prevention.Commands.Sent[^1].Request.Kind, prevention.Commands.Sent[^1].Request.Parameters["Recovery"]));
    }

    /// <summary>The order was saved and its sending was not confirmed; before it is sent again another of its group goes down.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OrderSentAgain_WaitsWhileAnotherOfItsGroupRecovers_AndNotForEver(bool isOutageOver)
    {
        InMemoryIncidentStore store = new();
        Clearance inGroup = new([], null, [new SlotRequest("fleet", 5), SlotRequest.OfGroup("web", 1)]);
        Responder outage = new() { Store = store, Target = SampleIncident.InstanceOf(1) };
        Responder prevention = new() { Store = store, Target = SampleIncident.InstanceOf(2), Policy = new Policy { Prevention = PreventionMode.Fix } };
        (outage.Vetoes.Current, prevention.Vetoes.Current) = (inGroup, inGroup);
        await prevention.AskAsync(ManualAction.Prevent);
        prevention.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "throttled");
        await prevention.EndAsync(Reports.Inspected(Machine.AtRisk));
        prevention.Commands.BeforeSend = _ => { };
        await outage.LineAsync(Machine.Broken);
        await prevention.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((IncidentPhase.Remediating, IncidentPhase.Remediating), ((await outage.IncidentAsync()).Phase, (await prevention.IncidentAsync()).Phase));
        Assert.Single(prevention.Commands.Sent);
        if (isOutageOver)
        {
            await outage.EndAsync(Reports.Remediated(Applied, "#result step=recover status=rebooting reason=reboot"), Machine.Fixed);
            await prevention.TickAsync();
            Assert.Equal("reload", prevention.Commands.Sent[^1].Request.Parameters["Recovery"]);
            return;
        }

        await prevention.TickAsync(prevention.Policy.RemediationTimeout);
        Incident ended = await prevention.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "no-free-slot", 0), (ended.Phase, ended.ReasonCode, ended.HeldSlots.Length));
        Assert.Single(prevention.Commands.Sent);
    }

    /// <summary>What allowed the change allows to take it back; a plan of it waits where each of its kind does.</summary>
    [Theory]
    [InlineData(ResponseMode.Observe, PreventionMode.Report, "refused")]
    [InlineData(ResponseMode.Observe, PreventionMode.Fix, null)]
    [InlineData(ResponseMode.Approve, PreventionMode.Fix, null)]
    [InlineData(ResponseMode.Remediate, PreventionMode.Approve, "waits")]
    [InlineData(ResponseMode.Observe, PreventionMode.Approve, "waits")]
    [InlineData(ResponseMode.Approve, PreventionMode.Off, "waits")]
    [InlineData(ResponseMode.Remediate, PreventionMode.Off, null)]
    public async Task RollbackOfAPrevention_GoesByPrevention_AndElseByTheMode(ResponseMode mode, PreventionMode prevention, string? held)
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.EndAsync(Reports.Remediated(Applied, Reload), Machine.Reloaded);
        responder.Policy = new Policy { Mode = mode, Prevention = prevention };

        ReconcileResult asked = await responder.AskAsync(ManualAction.Rollback);
        if (asked.IsRefusal)
        {
            Assert.NotNull(held);
            Assert.NotEqual("waits", held);
            return;
        }

        await responder.EndAsync(Reports.Inspected(Machine.Reloaded));
        Assert.Equal(held is null ? IncidentPhase.Remediating : IncidentPhase.AwaitingApproval, (await responder.IncidentAsync()).Phase);
    }

    /// <summary>A sweep by hand is a person's request, and still no word on this one machine.</summary>
    [Fact]
    public async Task SweepByHand_DoesNotDoAgainWhatWasPutBack()
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        await responder.EndAsync(Reports.Remediated(Applied, Reload), Machine.Reloaded);
        await responder.AskAsync(ManualAction.Rollback, Machine.Reloaded, by: "aiko");
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Reload), WithNewerChildrenThan(Machine.Reloaded));

        // A look at the site, which finds nothing to mend, is no word on it either.
        await responder.AskAsync(ManualAction.Inspect, Machine.AtRisk, by: "carol");
        Incident looked = await responder.IncidentAsync();
        Assert.Equal((IncidentGoal.Recover, IncidentPhase.NoAction), (looked.Goal.Kind, looked.Phase));

        ManualRequest ofTheSweep = new(ManualAction.Prevent, Responder.Instance, Wait: false, "ben") { IsFromSweep = true };
        await responder.AskAsync(ofTheSweep);
        await responder.EndAsync(Reports.Inspected(Machine.AtRisk));
        Assert.Equal("left-as-put-back", (await responder.IncidentAsync()).ReasonCode);

        // What somebody has made of it since is another configuration.
        await responder.AskAsync(ofTheSweep);
        await responder.EndAsync(Reports.Inspected(Machine.AtRisk.Replacing(Machine.AtRisk.ConfigHash, new string('d', 64))));
        Assert.Equal(CommandKind.Remediate, responder.Commands.Sent[^1].Request.Kind);
    }

    /// <summary>A person took it back, or it could not be proved: the next scheduled look leaves the machine listed, and a person may ask for it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatWasPutBack_IsNotDoneAgain_UntilAPersonAsks(bool isRolledBackByPerson)
    {
        Responder responder = New(PreventionMode.Fix);
        Recording after = isRolledBackByPerson ? Machine.Reloaded : Machine.Reloaded.WithHeader("locks", "[locks exit=0]");
        await responder.AskAsync(new ManualRequest(ManualAction.Prevent, Responder.Instance, Wait: false, null) { IsFromSweep = true, IsFromSchedule = true });
        await responder.EndAsync(Reports.Inspected(Machine.AtRisk));
        await responder.EndAsync(Reports.Remediated(Applied, Reload), after);
        if (isRolledBackByPerson)
        {
            await responder.AskAsync(ManualAction.Rollback, "aiko");
        }

        for (int look = 0; look < 8 && (await responder.IncidentAsync()).Pending is { Kind: CommandKind.Inspect }; look++)
        {
            await responder.EndAsync(Reports.Inspected(after));
        }

        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Reload), WithNewerChildrenThan(after));
        Assert.True((await responder.IncidentAsync()).IsFinished);
        int ordered = responder.Commands.Sent.Count(sent => sent.Request.Kind == CommandKind.Remediate);

        responder.Time.Advance(TimeSpan.FromHours(25));
        await responder.AskAsync(new ManualRequest(ManualAction.Prevent, Responder.Instance, Wait: false, null) { IsFromSweep = true, IsFromSchedule = true });
        await responder.EndAsync(Reports.Inspected(Machine.AtRisk));
        Incident left = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.NoAction, "left-as-put-back"), (left.Phase, left.ReasonCode));
        Assert.Equal(ordered, responder.Commands.Sent.Count(sent => sent.Request.Kind == CommandKind.Remediate));

        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk, by: "aiko");
        Assert.Equal(CommandKind.Remediate, responder.Commands.Sent[^1].Request.Kind);
    }

    [Fact]
    public async Task WhileAnOutageIsAnswered_IsRefused()
    {
        Responder responder = New(PreventionMode.Fix);
        await responder.LineAsync();

        Assert.Equal("incident-open", (await responder.AskAsync(ManualAction.Prevent)).ReasonCode);
    }

    [Fact]
    public async Task Attempts_AreBoundedApartFromThoseOfOutages()
    {
        Responder responder = New(PreventionMode.Fix);
        for (int attempt = 0; attempt < 3; attempt++)
        {
            await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
            if (attempt < 2)
            {
                await responder.EndAsync(Reports.Remediated("#result step=apply status=failed-restored reason=configtest", ""));
            }

            responder.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.NoAction, "attempts-exhausted", 2, 0), (incident.Phase, incident.ReasonCode, incident.PreventionsStarted.Length, incident.RemediationsStarted.Length));
    }

    private static async Task<Responder> DownAfterTheReloadAsync(ResponseMode mode, bool isReported, Clearance? clearanceThen = null, RecoveryKind recovery = RecoveryKind.Restart)
    {
        Responder responder = new() { Policy = new Policy { Mode = mode, Prevention = PreventionMode.Fix, Recovery = recovery } };
        Recording down = Machine.FixedNotRebooted;
        await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
        if (isReported)
        {
            await responder.LineAsync();
        }

        await responder.EndAsync(Reports.Remediated(Applied, "#result step=recover status=failed reason=died-in-reload"), down);
        responder.Vetoes.Current = clearanceThen ?? responder.Vetoes.Current;
        for (int look = 0; look < 3; look++)
        {
            await responder.EndAsync(Reports.Inspected(down));
        }

        return responder;
    }

    private static Responder New(PreventionMode prevention) => new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = prevention } };

    /// <summary>The configuration of before again, on a generation after that one.</summary>
    private static Recording WithNewerChildrenThan(Recording changed) =>
        Machine.WithYoungerChildren(Machine.AtRisk).Replacing(changed.BootId, changed.BootId);
}
