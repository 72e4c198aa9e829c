using System.Text.Json.Nodes;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>Mode Approve: a person reads the plan, and answers by a request to the function.</summary>
public sealed class ApprovalTests(LabFixture lab)
{
    [Fact]
    public async Task ApprovedByRequest_InspectsAfreshChangesAndNamesWhoApproved()
    {
        lab.RequireLab();
        await using GuardedStage stage = await GuardedStage.PrepareAsync(new RehearsalOptions { Mode = ResponseMode.Approve });
        LabInstance instance = stage.Instances[0];
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);
        Task<RehearsalResult> run = stage.RunAsync();

        await stage.PhaseAsync(IncidentPhase.AwaitingApproval);
        JsonNode waiting = await stage.Ssm.OpsItemAsync("Open");
        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
        Assert.Equal(1, instance.BootCount);
        Assert.Equal(["mutex-responder-inspect"], (await stage.Ssm.CommandsAsync()).Select(command => command.Document));
        Assert.EndsWith("The plan needs an answer (site down)", waiting["Title"]!.GetValue<string>(), StringComparison.Ordinal);
        string plan = waiting["OperationalData"]!["plan"]!["Value"]!.GetValue<string>();
        Assert.Contains("Write /etc/apache2/conf-available/mutex-file.conf", plan, StringComparison.Ordinal);
        Assert.Contains("Stop Apache, end the orphan child", plan, StringComparison.Ordinal);

        JsonNode blind = await stage.AskAsync($$"""{"action":"approve","instanceId":"{{instance.Id}}","by":"aiko"}""");
        Assert.Equal(("refused", "answer-incomplete"), (blind["outcome"]!.GetValue<string>(), blind["reason"]!.GetValue<string>()));
        JsonNode answer = await stage.AskAsync(await AnswerAsync(stage, instance, "approve"));
        Assert.Equal("accepted", answer["outcome"]!.GetValue<string>());
        RehearsalResult result = await run;

        Assert.True(result.Succeeded, stage.Story);
        Assert.Equal("recovered", result.Instances[0].ReasonCode);
        Assert.Equal(
            ["mutex-responder-inspect", "mutex-responder-inspect", "mutex-responder-remediate", "mutex-responder-inspect"],
            (await stage.Ssm.CommandsAsync()).Select(command => command.Document));
        Assert.Contains("Approved by aiko (as the request says; not proven); inspecting afresh before the change.", stage.Story, StringComparison.Ordinal);
        JsonNode resolved = await stage.Ssm.OpsItemAsync("Resolved");
        Assert.Equal(waiting["OpsItemId"]!.GetValue<string>(), resolved["OpsItemId"]!.GetValue<string>());
        Assert.Contains("**Approved by**: aiko (as the request says; not proven)", resolved["Description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Approved by aiko (as the request says; not proven)", resolved["OperationalData"]!["timeline"]!["Value"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RejectedByRequest_NothingIsChanged()
    {
        lab.RequireLab();
        await using GuardedStage stage = await GuardedStage.PrepareAsync(new RehearsalOptions { Mode = ResponseMode.Approve, HasVisitors = false });
        LabInstance instance = stage.Instances[0];
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);
        Task<RehearsalResult> run = stage.RunAsync();

        await stage.PhaseAsync(IncidentPhase.AwaitingApproval);
        await stage.AskAsync(await AnswerAsync(stage, instance, "reject"));
        RehearsalResult result = await run;

        Assert.True(result.Instances[0] is { Phase: IncidentPhase.NoAction, ReasonCode: "rejected", Mechanism: "sysvsem", SiteAnswers: false, RebootCount: 0 }, stage.Story);
        Assert.Contains("aiko", result.Instances[0].Summary, StringComparison.Ordinal);
        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
        Assert.Equal(["mutex-responder-inspect"], (await stage.Ssm.CommandsAsync()).Select(command => command.Document));
    }

    /// <summary>What a person answers who has asked where the incident stands.</summary>
    private static async Task<string> AnswerAsync(GuardedStage stage, LabInstance instance, string action)
    {
        JsonNode status = await stage.AskAsync($$"""{"action":"status","instanceId":"{{instance.Id}}"}""");
        return $$"""{"action":"{{action}}","instanceId":"{{instance.Id}}","incidentId":"{{status["incidentId"]}}","plan":"{{status["plan"]}}","by":"aiko"}""";
    }
}
