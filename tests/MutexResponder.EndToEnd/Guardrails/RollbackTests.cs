using System.Text.Json.Nodes;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>A person asks for the change to be taken back, and waits for the answer.</summary>
public sealed class RollbackTests(LabFixture lab)
{
    [Fact]
    public async Task RollbackAfterARecovery_FilesAreByteForByteAsBeforeAndTheSiteAnswers()
    {
        lab.RequireLab();
        await using GuardedStage stage = await GuardedStage.PrepareAsync(new RehearsalOptions { RemedyStyle = RemedyStyle.Uncomment });
        LabInstance instance = stage.Instances[0];
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);
        Assert.True((await stage.RunAsync()).Succeeded, stage.Story);
        Assert.NotEqual(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);

        JsonNode answer = await stage.AskAsync($$"""{"action":"rollback","instanceId":"{{instance.Id}}","by":"aiko","wait":true}""");

        Assert.True(answer["phase"]?.GetValue<string>() == nameof(IncidentPhase.Resolved), $"{answer.ToJsonString()}\n{stage.Story}");
        Assert.Equal("rolled-back", answer["reason"]!.GetValue<string>());
        Assert.Equal(before.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
        Assert.Contains("Mutex default: dir=\"/var/run/apache2/\" mechanism=sysvsem", await instance.ReadRunConfigurationAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        foreach (int port in instance.Apache.ListenPorts)
        {
            Assert.Equal(200, (await instance.ProbeAsync(port)).Status);
        }

        Assert.Equal(["mutex-responder-rollback", "mutex-responder-inspect"], (await stage.Ssm.CommandsAsync()).TakeLast(2).Select(command => command.Document));
    }
}
