using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>Mode Approve: a person starts the runbook that the OpsItem offers.</summary>
public sealed class RunbookTests(LabFixture lab)
{
    private const string Person = "arn:aws:sts::123456789012:assumed-role/operators/aiko";

    [Fact]
    public async Task ApproveRunbook_OfferedByTheOpsItem_LetsThePlanGoOn()
    {
        lab.RequireLab();
        await using GuardedStage stage = await GuardedStage.PrepareAsync(new RehearsalOptions
        {
            Mode = ResponseMode.Approve,
            Settings = ImmutableDictionary<string, string>.Empty.Add("MUTEX_RESPONDER_APPROVE_RUNBOOK", "mutex-responder-approve"),
        });
        Task<RehearsalResult> run = stage.RunAsync();

        await stage.PhaseAsync(IncidentPhase.AwaitingApproval);
        JsonNode waiting = await stage.Ssm.OpsItemAsync("Open");
        Assert.Contains("\"mutex-responder-approve\"", waiting["OperationalData"]!["/aws/automations"]!["Value"]!.GetValue<string>(), StringComparison.Ordinal);
        JsonNode answer = await StartAsync("approve.yaml", stage);
        Assert.Equal("accepted", answer["outcome"]!.GetValue<string>());
        RehearsalResult result = await run;

        Assert.True(result.Succeeded, stage.Story);
        Assert.Contains($"Approved by {Person}", stage.Story, StringComparison.Ordinal);
        await stage.Ssm.OpsItemAsync("Resolved");
    }

    [Fact]
    public async Task RejectRunbook_NothingIsChanged()
    {
        lab.RequireLab();
        await using GuardedStage stage = await GuardedStage.PrepareAsync(new RehearsalOptions { Mode = ResponseMode.Approve, HasVisitors = false });
        LabInstance instance = stage.Instances[0];
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);
        Task<RehearsalResult> run = stage.RunAsync();

        await stage.PhaseAsync(IncidentPhase.AwaitingApproval);
        await StartAsync("reject.yaml", stage);
        RehearsalResult result = await run;

        Assert.True(result.Instances[0] is { Phase: IncidentPhase.NoAction, ReasonCode: "rejected", RebootCount: 0 }, stage.Story);
        Assert.Contains(Person, result.Instances[0].Summary, StringComparison.Ordinal);
        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
        Assert.Equal(["mutex-responder-inspect"], (await stage.Ssm.CommandsAsync()).Select(command => command.Document));
    }

    private static async Task<JsonNode> StartAsync(string runbook, GuardedStage stage)
    {
        string id = stage.Instances[0].Id.Value;
        JsonNode status = await stage.AskAsync($$"""{"action":"status","instanceId":"{{id}}"}""");
        return await Runbook.Load(runbook).RunAsync(
            new Dictionary<string, string> { ["InstanceId"] = id, ["IncidentId"] = status["incidentId"]!.GetValue<string>(), ["Plan"] = status["plan"]!.GetValue<string>() },
            (service, api) =>
            {
                Assert.Equal(("ssm", "GetAutomationExecution"), (service, api));
                return new JsonObject { ["AutomationExecution"] = new JsonObject { ["ExecutedBy"] = Person } };
            },
            stage.AskAsync);
    }
}
