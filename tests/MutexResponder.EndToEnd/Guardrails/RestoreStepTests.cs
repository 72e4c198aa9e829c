using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>Taking a change back is a change: what it refuses is named, and the files stay as they are.</summary>
public sealed class RestoreStepTests(LabFixture lab)
{
    [Fact]
    public async Task NothingWasChanged_NoBackup()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();

        await AssertRefusedAsync(instance, await ChangingStep.InspectAsync(instance), "no-backup");
    }

    [Fact]
    public async Task EvidenceOfAnotherBootOrConfiguration_OrAPersonsLaterChange_IsRefused()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        Evidence before = await ChangingStep.InspectAsync(instance);
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "apply", before);
        Assert.True(result is { Status: "changed" }, run.ToString());
        Evidence changed = await ChangingStep.InspectAsync(instance);

        await AssertRefusedAsync(instance, changed with { BootId = new BootId(Guid.NewGuid()) }, "stale-boot-id");
        await instance.ReadAsync("echo '# a person' >>/etc/apache2/ports.conf");
        await AssertRefusedAsync(instance, changed, "stale-config");
        await AssertRefusedAsync(instance, await ChangingStep.InspectAsync(instance), "changed-since");
    }

    private static async Task AssertRefusedAsync(LabInstance instance, Evidence ordered, string reason)
    {
        ConfigurationState before = await ConfigurationState.ReadAsync(instance);
        (StepResult? result, ScriptResult run) = await ChangingStep.RunAsync(instance, "restore", ordered);
        Assert.True(result is { Status: "refused" } && result.Reason == reason, run.ToString());
        Assert.Equal(before, await ConfigurationState.ReadAsync(instance));
    }
}
