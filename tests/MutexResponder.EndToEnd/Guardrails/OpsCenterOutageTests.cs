using System.Text.Json.Nodes;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>OpsCenter is down while the instance is being recovered.</summary>
public sealed class OpsCenterOutageTests(LabFixture lab)
{
    [Fact]
    public async Task OpsCenterFails_RecoveryGoesOnAndTheOpsItemIsCaughtUpLater()
    {
        lab.RequireLab();
        await using GuardedStage stage = await GuardedStage.PrepareAsync(new RehearsalOptions());
        stage.Aws.Interceptor = call => call.Operation is "CreateOpsItem" or "UpdateOpsItem" ? CallFault.ServerError : CallFault.None;

        RehearsalResult result = await stage.RunAsync();

        Assert.True(result.Succeeded, stage.Story);
        Assert.Equal("recovered", result.Instances[0].ReasonCode);
        Assert.Contains(result.Calls, call => call.Call.Operation == "CreateOpsItem");
        Assert.Equal(0, await stage.Ssm.CountOpsItemsAsync());

        stage.Aws.Interceptor = null;
        JsonNode caughtUp = await stage.Ssm.OpsItemAsync("Resolved");
        Assert.Contains(": The site answers again", caughtUp["Title"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(nameof(IncidentPhase.Resolved), caughtUp["OperationalData"]!["phase"]!["Value"]!.GetValue<string>());
    }
}
