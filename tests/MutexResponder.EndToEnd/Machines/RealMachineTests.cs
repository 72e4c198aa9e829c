using System.Text.Json;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.EndToEnd.Rehearsals;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Remediation;

namespace MutexResponder.EndToEnd.Machines;

/// <summary>The main job with nothing played on the machine: systemd is process 1, logind removes the semaphores, the reboot is one.</summary>
[Collection(nameof(OneMachineAtATime))]
public sealed class RealMachineTests(LabFixture lab, MachineFixture machines)
{
    [Theory]
    [InlineData(RecoveryKind.Reboot)]
    [InlineData(RecoveryKind.Restart)]
    public async Task LastLogout_LogindRemovesTheSemaphores_SiteComesBack(RecoveryKind recovery)
    {
        RehearsalOptions options = await machines.RequireAsync(lab) with { Recovery = recovery };
        (RehearsalResult result, string story) = await Stage.PlayAsync(options);

        InstanceOutcome outcome = Assert.Single(result.Instances);
        Assert.True(result.Succeeded, story);
        Assert.Contains("testuser", outcome.IpcsBefore, StringComparison.Ordinal);
        Assert.DoesNotContain("testuser", outcome.IpcsAfter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_OfAServingMachine_SaysThatItWillFail()
    {
        await using Rehearsal rehearsal = await Rehearsal.PrepareAsync(await machines.RequireAsync(lab), new RecordedStory(), TestContext.Current.CancellationToken);

        InvocationResult result = await rehearsal.Aws.Functions.InvokeAsync("""{"action":"sweep","wait":true}"""u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.PayloadText);
        using JsonDocument reply = JsonDocument.Parse(result.Payload);
        JsonElement risk = Assert.Single(reply.RootElement.GetProperty("atRisk").EnumerateArray());
        Assert.Equal(rehearsal.Instances[0].Id.Value, risk.GetProperty("instanceId").GetString());
        Assert.Equal(1, rehearsal.Instances[0].BootCount);
    }
}
