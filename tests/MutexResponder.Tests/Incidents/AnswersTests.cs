using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Reconciling;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents;

/// <summary>An answer is to one plan of one incident, and lets nothing else through.</summary>
public sealed class AnswersTests
{
    private static readonly Recording OtherConfiguration = Machine.Broken.Replacing(Machine.Broken.ConfigHash, new string('c', 64));

    [Fact]
    public async Task Approve_ConfigurationChangedSince_WaitsAgainAndSaysSo()
    {
        Responder responder = await WaitingAsync();
        PlanDigest read = (await responder.IncidentAsync()).Proposal!.Digest;
        await responder.AskAsync(ManualAction.Approve, OtherConfiguration, by: "aiko");

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.AwaitingApproval, 0), (incident.Phase, responder.Commands.Sent.Count(s => s.Request.Kind == CommandKind.Remediate)));
        Assert.NotEqual(read, incident.Proposal!.Digest);
        Assert.Null(incident.Approval);
        Assert.Contains(incident.Timeline, entry => entry.Told.Code == "reconfigured-since-approval");

        await responder.AskAsync(ManualAction.Approve, OtherConfiguration, by: "aiko");
        Assert.Equal(new string('c', 64), responder.Commands.Sent[^1].Request.Parameters["ExpectedConfigHash"]);
    }

    [Fact]
    public async Task Approve_FreshInspectionFindsAnotherRemedy_TheApprovedOneLetsNothingThrough()
    {
        Responder responder = await WaitingAsync();
        await responder.AskAsync(ManualAction.Approve, Recording.Load("exhausted"), by: "aiko");

        Assert.DoesNotContain(responder.Commands.Sent, s => s.Request.Kind == CommandKind.Remediate);
        Assert.NotEqual(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task Approve_MeantForAnEarlierIncident_IsRefusedWithTheTextToPaste()
    {
        Responder responder = await WaitingAsync();
        Incident incident = await responder.IncidentAsync();

        ReconcileResult result = await AnswerAsync(responder, "mr-20250101T000000Z-i-0abc1234def567890".As<IncidentId>(), incident.Proposal!.Digest);

        Assert.Equal((true, "other-incident"), (result.IsRefusal, result.ReasonCode));
        Assert.Contains(
            $$"""{"action":"approve","instanceId":"{{incident.Instance}}","incidentId":"{{incident.Id}}","plan":"{{incident.Proposal.Digest}}"}""", result.Told.InEnglish, StringComparison.Ordinal);
        Assert.Equal(incident.Version, (await responder.IncidentAsync()).Version);
    }

    /// <summary>The answer may come before the tick that ends the wait.</summary>
    [Theory]
    [InlineData(-1, IncidentPhase.Inspecting, null)]
    [InlineData(0, IncidentPhase.Escalated, "approval-expired")]
    public async Task Approve_AtTheEndOfItsTime_LetsNothingThroughFromThenOn(int seconds, IncidentPhase phase, string? reason)
    {
        Responder responder = await WaitingAsync();
        responder.Time.Advance(responder.Policy.ApprovalTimeout + TimeSpan.FromSeconds(seconds));
        await responder.AskAsync(ManualAction.Approve, "aiko");

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((phase, reason), (incident.Phase, incident.ReasonCode));
        Assert.Equal(phase == IncidentPhase.Inspecting, incident.Approval is not null);
    }

    [Fact]
    public async Task Approve_OfAnotherPlanOrOfNone_IsRefused()
    {
        Responder responder = await WaitingAsync();
        Incident incident = await responder.IncidentAsync();

        ReconcileResult other = await AnswerAsync(responder, incident.Id, new PlanDigest("000000000000"));
        Assert.Equal(("other-plan", "000000000000", incident.Proposal!.Digest.Text), (other.ReasonCode, other.Told.Find("named")!.Text, other.Told.Find("waiting")!.Text));
        Assert.Equal("answer-incomplete", (await AnswerAsync(responder, incident.Id, null)).ReasonCode);
        Assert.Equal("answer-incomplete", (await AnswerAsync(responder, null, incident.Proposal.Digest)).ReasonCode);
        Assert.Equal(incident.Version, (await responder.IncidentAsync()).Version);
    }

    [Fact]
    public async Task Reject_ByNobody_NamesNobody()
    {
        Responder responder = await WaitingAsync();
        await responder.AskAsync(ManualAction.Reject);

        Assert.Equal((IncidentPhase.NoAction, "rejected"), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).Why!.Told.Code));
    }

    [Fact]
    public async Task Answer_WhileNothingWaits_IsRefused_AndARepeatedOneIsNot()
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Approve } };
        Assert.Equal("nothing-waits", (await AnswerAsync(responder, "mr-20250101T000000Z-i-0abc1234def567890".As<IncidentId>(), new PlanDigest("000000000000"))).ReasonCode);

        await responder.LineAsync(Machine.Broken);
        await responder.AskAsync(ManualAction.Approve, "aiko");
        Assert.False((await responder.AskAsync(ManualAction.Approve, "aiko")).IsRefusal);
    }

    [Fact]
    public async Task Remediate_InModeApprove_ThePlanWaitsForAnAnswer()
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Approve } };
        await responder.AskAsync(ManualAction.Remediate, Machine.Broken, by: "aiko");

        Assert.Equal(IncidentPhase.AwaitingApproval, (await responder.IncidentAsync()).Phase);
        Assert.Equal("plan-waits", (await responder.AskAsync(ManualAction.Remediate, "aiko")).ReasonCode);
    }

    [Theory]
    [InlineData("aiko", true, "same-person")]
    [InlineData("ben", false, "approver-not-proven")]
    [InlineData(null, true, "approver-not-proven")]
    [InlineData("ben", true, null)]
    public async Task TwoPeople_WhoAskedCannotApprove_AndANameByItselfIsNoProof(string? approver, bool isFromRunbook, string? refusal)
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Approve, RequiresTwoPeople = true } };
        await responder.AskAsync(ManualAction.Remediate, Machine.Broken, by: "aiko");

        ReconcileResult result = await responder.AskAsync(ManualAction.Approve, approver, isFromRunbook);

        Assert.Equal((refusal is not null, refusal), (result.IsRefusal, result.IsRefusal ? result.ReasonCode : null));
    }

    [Fact]
    public async Task TwoPeople_WhoAskedIsNotProven_TwoOthersApprove()
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Approve, RequiresTwoPeople = true } };
        await responder.AskAsync(ManualAction.Remediate, "somebody else's name");
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        DateTimeOffset expiry = Assert.IsType<State.AwaitingApproval>((await responder.IncidentAsync()).State).ExpiresAt;

        responder.Time.Advance(TimeSpan.FromMinutes(5));
        ReconcileResult first = await responder.AskAsync(ManualAction.Approve, "ben", isFromRunbook: true);
        ReconcileResult again = await responder.AskAsync(ManualAction.Approve, "ben", isFromRunbook: true);

        Assert.All([first, again], result => Assert.Equal((false, IncidentPhase.AwaitingApproval, "second-person-needed"), (result.IsRefusal, result.Phase!.Value, result.ReasonCode)));
        State.AwaitingApproval waiting = Assert.IsType<State.AwaitingApproval>((await responder.IncidentAsync()).State);
        Assert.Equal((expiry, new Asker("ben", IsProven: true)), (waiting.ExpiresAt, waiting.ApprovedBy));

        // People are told once more: of the person who is still missing.
        Assert.StartsWith("awaiting-second-approval ", MutexResponder.Messages.PeopleTold.StateOf(await responder.IncidentAsync()), StringComparison.Ordinal);
        await responder.AskAsync(ManualAction.Approve, "chika", isFromRunbook: true);
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Assert.Equal(CommandKind.Remediate, responder.Commands.Sent[^1].Request.Kind);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ManualAction.Prevent)]
    [InlineData(ManualAction.Remediate)]
    public async Task TwoPeople_NobodyAsked_OneApproves(ManualAction? ofTheSchedule)
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Approve, Prevention = PreventionMode.Approve, RequiresTwoPeople = true } };
        await (ofTheSchedule is { } action
            ? responder.AskAsync(new ManualRequest(action, Responder.Instance, Wait: false, null) { IsFromSweep = true, IsFromSchedule = true })
            : responder.LineAsync());
        await responder.EndAsync(Reports.Inspected(ofTheSchedule == ManualAction.Prevent ? Machine.AtRisk : Machine.Broken));
        Assert.Equal(IncidentPhase.AwaitingApproval, (await responder.IncidentAsync()).Phase);
        ReconcileResult result = await responder.AskAsync(ManualAction.Approve, "ben", isFromRunbook: true);

        Assert.Equal(IncidentPhase.Inspecting, result.Phase);
    }

    /// <summary>Whoever may invoke the function can write any name: what nothing proves is told as a claim, wherever a name is told.</summary>
    [Theory]
    [InlineData(ManualAction.Inspect, false, "An inspection was asked for by aiko (as the request says; not proven).")]
    [InlineData(ManualAction.Remediate, false, "A remediation was asked for by aiko (as the request says; not proven).")]
    [InlineData(ManualAction.Remediate, true, "A remediation was asked for by aiko.")]
    [InlineData(ManualAction.Prevent, false, "A prevention was asked for by aiko (as the request says; not proven); inspecting first.")]
    [InlineData(ManualAction.Approve, false, "Approved by aiko (as the request says; not proven); inspecting afresh before the change.")]
    [InlineData(ManualAction.Approve, true, "Approved by aiko; inspecting afresh before the change.")]
    [InlineData(ManualAction.Reject, false, "Rejected by aiko (as the request says; not proven); nothing was changed.")]
    [InlineData(ManualAction.Reject, true, "Rejected by aiko; nothing was changed.")]
    public async Task Name_ThatNothingProves_IsToldAsAClaim(ManualAction action, bool isProven, string told)
    {
        Responder responder = action is ManualAction.Approve or ManualAction.Reject
            ? await WaitingAsync()
            : new Responder { Policy = new Policy { Mode = ResponseMode.Approve, Prevention = PreventionMode.Approve } };
        await responder.AskAsync(action, "aiko", isProven);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal(told, incident.Timeline[^1].Told.InEnglish);
        Assert.Equal(isProven, !MutexResponder.Wording.ReportLanguage.Japanese.Words.Say(incident.Timeline[^1].Told).Contains("依頼に書かれた名前", StringComparison.Ordinal));
    }

    /// <summary>Whoever had the fleet looked at asked for what follows from it: not he alone lets it through.</summary>
    [Theory]
    [InlineData(ManualAction.Prevent, true)]
    [InlineData(ManualAction.Prevent, false)]
    [InlineData(ManualAction.Remediate, true)]
    [InlineData(ManualAction.Remediate, false)]
    public async Task TwoPeople_SweepByHand_IsTheRequestOfWhoSwept(ManualAction action, bool isProven)
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Approve, Prevention = PreventionMode.Approve, RequiresTwoPeople = true } };
        await responder.AskAsync(new ManualRequest(action, Responder.Instance, Wait: false, "ben") { IsFromSweep = true, IsFromRunbook = isProven });
        await responder.EndAsync(Reports.Inspected(action == ManualAction.Prevent ? Machine.AtRisk : Machine.Broken));

        Assert.True((await responder.AskAsync(ManualAction.Approve, "ben", isFromRunbook: true)).IsRefusal);
        await responder.AskAsync(ManualAction.Approve, "chika", isFromRunbook: true);
        Assert.Equal(isProven ? IncidentPhase.Inspecting : IncidentPhase.AwaitingApproval, (await responder.IncidentAsync()).Phase);
        await responder.AskAsync(ManualAction.Approve, "dan", isFromRunbook: true);

        Assert.Equal(IncidentPhase.Inspecting, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public void Digest_ChangesWithEverythingThatIsApproved_AndWithNothingElse()
    {
        Plan plan = new(Remedy.ConfAvailable, RecoveryKind.Reboot, new BootId(new Guid(1, 2, 3, new byte[8])), default, [1, 2], new ParentIdentity(73, 4));
        Plan[] others =
        [
            plan with { Remedy = Remedy.Uncomment }, plan with { Recovery = RecoveryKind.Restart }, plan with { ExpectedBootId = new BootId(Guid.Empty) },
            plan with { ExpectedConfigHash = new string('d', 64).As<ConfigHash>() }, plan with { RemoveSemaphores = [1] }, plan with { ExpectedParent = new ParentIdentity(1, 2) },
            plan with { TakesBack = new AppliedChange(SampleIncident.Of(1).Id, default, default) }, plan with { TakesBack = new AppliedChange(SampleIncident.Of(2).Id, default, default) },
        ];

        Assert.Equal(others.Length + 1, others.Append(plan).Select(other => other.Digest).Distinct().Count());
        Assert.Equal(plan.Digest, (plan with { RemoveSemaphores = [2, 1] }).Digest);
        Assert.True(PlanDigest.TryParse(plan.Digest.Text, out PlanDigest read) && read == plan.Digest);
    }

    private static async Task<Responder> WaitingAsync()
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Approve } };
        await responder.LineAsync(Machine.Broken);
        return responder;
    }

    private static Task<ReconcileResult> AnswerAsync(Responder responder, IncidentId? incidentId, PlanDigest? plan) =>
        responder.AskAsync(new ManualRequest(ManualAction.Approve, Responder.Instance, Wait: false, "aiko") { IncidentId = incidentId, Plan = plan });
}
