using MutexResponder.EndToEnd.Instances;
using MutexResponder.EndToEnd.Rehearsals;
using MutexResponder.Incidents;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Machines;

/// <summary>The main job with nothing played on the machine: systemd is process 1, logind removes the semaphores, the reboot is one.</summary>
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
        Assert.Equal(2, result.CountSent());
    }
}
