using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>A site that serves and waits for its outage is told apart from one that is safe.</summary>
public class NextLogoutTests
{
    private static readonly Recording Healthy = Recording.Load("healthy-sysvsem-prefork");

    [Fact]
    public void AllButTheLogout_AtRiskWithWhatToDo()
    {
        DiagnosisResult result = Diagnose(Healthy);

        Assert.Equal((Verdict.NoAction, "at-risk"), (result.Verdict, result.ReasonCode));
        Assert.Contains("the last session of webapp (uid 1001) ends", result.Reason.Told.InEnglish, StringComparison.Ordinal);
        Assert.Contains("a2enconf mutex-file", result.Reason.Told.InEnglish, StringComparison.Ordinal);
        Assert.Contains(result.Findings[0].RestsOn, r => r.InEnglish.Contains("RemoveIPC=yes", StringComparison.Ordinal));
    }

    [Fact]
    public void RedHatLayout_NamesItsOwnFile() =>
        Assert.Contains("/etc/httpd/conf.d/00-mutex.conf", Diagnose(Recording.Load("rhel-layout-healthy")).Reason.Told.InEnglish, StringComparison.Ordinal);

    [Fact]
    public void ExplicitAcceptMutex_NamesItsLine() =>
        Assert.Contains("/etc/apache2/apache2.conf:227", Diagnose(Recording.Load("explicit-mpm-accept")).Reason.Told.InEnglish, StringComparison.Ordinal);

    [Fact]
    public void RemoveIpcOff_Healthy() => Assert.Equal("healthy", Diagnose(Healthy.With("removeipc", "effective=no", "source=config")).ReasonCode);

    [Fact]
    public void RemoveIpcUnknown_NotClaimed() => Assert.Equal("healthy", Diagnose(Healthy.With("removeipc", "effective=unknown", "source=default")).ReasonCode);

    [Fact]
    public void SystemUser_Healthy() => Assert.Equal(
        "healthy",
        Diagnose(Healthy.With("user", "name=www-data", "uid=33").Replacing(" 600 1 1001 0 ", " 600 1 33 0 ")).ReasonCode);

    [Fact]
    public void LingeringUser_Healthy()
    {
        DiagnosisResult result = Diagnose(Healthy.With("linger", "linger=yes"));

        Assert.Equal("healthy", result.ReasonCode);
        Assert.False(result.RootCause.RemoveIpc.Holds);
        Assert.Contains("lingers", result.RootCause.RemoveIpc.RestsOn.InEnglish, StringComparison.Ordinal);
    }

    [Fact]
    public void ForgedLine_StillSaysThatTheRiskIsThere()
    {
        Signal forged = new("AH00144", SignalKind.Removed, 43, 1, DateTimeOffset.UnixEpoch, "AH00144", SignalConfidence.High);
        DiagnosisResult result = Diagnose(Healthy, forged);

        Assert.Equal("not-corroborated", result.ReasonCode);
        Assert.Contains(result.Findings, f => f.Code == "at-risk");
        Assert.Contains("the last session of webapp", result.Reason.Told.InEnglish, StringComparison.Ordinal);
    }

    private static DiagnosisResult Diagnose(Recording recording, params ImmutableArray<Signal> signals)
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(recording.ToString());
        Assert.Null(error);
        return Diagnoser.Diagnose(evidence!, signals, RecoveryKind.Reboot, RemedyStyle.ConfAvailable);
    }
}
