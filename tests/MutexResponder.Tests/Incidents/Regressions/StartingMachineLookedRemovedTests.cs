using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Inspection;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>
/// Inspected between its start and Apache's, a machine shows no process, no semaphore and the lines of the time before:
/// it was taken for the outage and rebooted once more.
/// </summary>
public class StartingMachineLookedRemovedTests
{
    [Theory]
    [InlineData(20, "not-enough-evidence")]
    [InlineData(90, "semaphores-removed")]
    public void NoApacheYet_ConclusionByTheMachinesAge(int uptimeSeconds, string reasonCode)
    {
        string text = Machines.Removed
            .Replacing("uptime_seconds=1791", $"uptime_seconds={uptimeSeconds}")
            .With("processes")
            .With("listen")
            .ToString();
        (Evidence? evidence, string? error) = EvidenceReader.Read(text);
        Assert.Null(error);

        Assert.Equal(reasonCode, Diagnoser.Diagnose(evidence!, [], RecoveryKind.Reboot, RemedyStyle.ConfAvailable).ReasonCode);
    }
}
