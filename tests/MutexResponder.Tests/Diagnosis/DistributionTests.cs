using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>The same outage, and the same site at work, on each supported release with that release's defaults.</summary>
public class DistributionTests
{
    public static TheoryData<string, string, Remedy, string> Outages => new()
    {
        { "Ubuntu 16.04", "semaphores-removed", Remedy.ConfAvailable, "APR 1.5.2 picks System V semaphores by default" },
        { "Ubuntu 18.04", "semaphores-removed", Remedy.ConfAvailable, "RemoveIPC=no in /etc/systemd/logind.conf" },
        { "Ubuntu 20.04", "semaphores-removed", Remedy.ConfAvailable, "APR 1.6.5 picks System V semaphores by default" },
        { "Ubuntu 22.04", "fixed-on-disk-not-running", Remedy.None, "" },
        { "Ubuntu 24.04", "fixed-on-disk-not-running", Remedy.None, "" },
        { "RHEL 7", "semaphores-removed", Remedy.ConfD, "look for scripts or people that run ipcrm" },
        { "RHEL 8", "semaphores-removed", Remedy.ConfD, "look for scripts or people that run ipcrm" },
        { "RHEL 9", "fixed-on-disk-not-running", Remedy.None, "" },
        { "Amazon Linux 2", "semaphores-removed", Remedy.ConfD, "Run Apache as a system user" },
        { "Amazon Linux 2023", "fixed-on-disk-not-running", Remedy.None, "" },
    };

    public static TheoryData<string, string> SitesAtWork => new()
    {
        { "Ubuntu 16.04", "at-risk" },
        { "Ubuntu 18.04", "at-risk" },
        { "Ubuntu 20.04", "at-risk" },
        { "Ubuntu 22.04", "not-affected" },
        { "Ubuntu 24.04", "not-affected" },
        { "RHEL 7", "healthy" },
        { "RHEL 8", "healthy" },
        { "RHEL 9", "not-affected" },
        { "Amazon Linux 2", "healthy" },
        { "Amazon Linux 2023", "not-affected" },
    };

    [Theory]
    [MemberData(nameof(Outages))]
    public void Outage_OnARelease_HasItsRemedyAndAdvice(string name, string reasonCode, Remedy remedy, string advice)
    {
        (Evidence evidence, DiagnosisResult result) = Diagnose(Distribution.Named(name).Removed());

        Assert.Equal((Verdict.Remedy, reasonCode, remedy), (result.Verdict, result.ReasonCode, result.Plan?.Remedy));
        Assert.Equal(name, evidence.OperatingSystem);
        Assert.Equal(Distribution.Named(name).Apr, evidence.AprVersion);
        Assert.NotEmpty(evidence.LogOf(SignalKind.Removed));
        Assert.Equal(advice.Length > 0, result.Recommendations.Length > 0);
        Assert.Contains(advice, string.Join('\n', result.Recommendations.Select(one => one.InEnglish)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SitesAtWork))]
    public void SiteAtWork_OnARelease_IsJudgedByItsDefaults(string name, string reasonCode)
    {
        (_, DiagnosisResult result) = Diagnose(Distribution.Named(name).Healthy());

        Assert.Equal((Verdict.NoAction, reasonCode), (result.Verdict, result.ReasonCode));
    }

    private static (Evidence Evidence, DiagnosisResult Result) Diagnose(Recording recording)
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(recording.ToString());
        Assert.Null(error);
        return (evidence!, Diagnoser.Diagnose(evidence!, ImmutableArray<Signal>.Empty, RecoveryKind.Reboot, RemedyStyle.ConfAvailable));
    }
}
