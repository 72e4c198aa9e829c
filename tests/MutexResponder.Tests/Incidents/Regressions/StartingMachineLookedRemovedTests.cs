using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>
/// Inspected between its start and Apache's, a machine shows no process, no semaphore and the lines of the time before:
/// it was taken for the outage and rebooted once more.
/// </summary>
public class StartingMachineLookedRemovedTests
{
    [Theory]
    [InlineData(1, "not-enough-evidence")]
    [InlineData(59, "not-enough-evidence")]
    [InlineData(90, "semaphores-removed")]
    public void RemovedSinceTheStart_NoProcess_ConclusionByTheMachinesAge(int uptimeSeconds, string reasonCode)
    {
        string text = Machines.Removed
            .Replacing("uptime_seconds=1791", $"uptime_seconds={uptimeSeconds}")
            .WithHeader("processes", "[processes total=0 exit=0]")
            .With("listen")
            .ToString();
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(text);
        Assert.Null(error);

        Assert.Equal(reasonCode, Diagnoser.Diagnose(evidence!, [], RecoveryKind.Reboot, RemedyStyle.ConfAvailable).ReasonCode);
    }

    [Fact]
    public void RemovedBeforeTheStart_DownNow_NotTakenForTheOutage()
    {
        string text = Machines.Removed
            .Replacing("uptime_seconds=1791", "uptime_seconds=90")
            .Replacing("Nov 23 12:39:5", "Nov 23 12:37:5")
            .WithHeader("processes", "[processes total=0 exit=0]")
            .With("listen")
            .ToString();
        (Evidence? evidence, _) = EvidenceReader.Read(text);

        Assert.Equal("down-other-cause", Diagnoser.Diagnose(evidence!, [], RecoveryKind.Reboot, RemedyStyle.ConfAvailable).ReasonCode);
    }
}
