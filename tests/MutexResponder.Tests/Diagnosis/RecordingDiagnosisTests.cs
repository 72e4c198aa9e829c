using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>
/// Every recording of a real Apache with what must be found in it, without any forwarded log line. The four letters are the
/// conditions of the root cause in their order (RemoveIPC, ordinary user, System V mechanism, logout): yes, no, unknown.
/// </summary>
public class RecordingDiagnosisTests
{
    public static TheoryData<string, Verdict, string, string, string, string> Expected => new()
    {
        { "config-broken", Verdict.Escalate, "config-broken", "", "yy??", "" },
        { "container-neighbour", Verdict.Escalate, "apache-in-container", "", "yyy?", "" },
        { "default-mechanism", Verdict.NoAction, "not-affected", "", "yyn?", "" },
        { "event-mpm", Verdict.NoAction, "not-affected", "no-accept-mutex", "yyy?", "" },
        { "exhausted", Verdict.Remedy, "semaphores-exhausted", "semaphore-limit-reached", "yyy?", "ConfAvailable 1,3,5" },
        { "explicit-mpm-accept", Verdict.NoAction, "at-risk", "explicit-mpm-accept", "yyy?", "" },
        { "fcntl-healthy", Verdict.NoAction, "already-fixed", "", "yyn?", "" },
        { "fixed-and-running", Verdict.NoAction, "already-fixed", "", "yyny", "" },
        { "fixed-on-disk-not-running", Verdict.Remedy, "fixed-on-disk-not-running", "orphan-holds-ports", "yyny", "None " },
        { "forged-referer", Verdict.NoAction, "at-risk", "", "yyy?", "" },
        { "graceful-noise", Verdict.NoAction, "graceful-restart-noise", "at-risk evidence-cut", "yyy?", "" },
        { "healthy-sysvsem-prefork", Verdict.NoAction, "at-risk", "", "yyy?", "" },
        { "healthy-sysvsem-tls-proxy", Verdict.NoAction, "at-risk", "", "yyy?", "" },
        { "lock-dir-missing", Verdict.Escalate, "lock-directory-missing", "", "yyn?", "" },
        { "no-apache", Verdict.Escalate, "apache-not-found", "", "y???", "" },
        { "posixsem", Verdict.NoAction, "not-affected", "", "yyn?", "" },
        { "pthread", Verdict.NoAction, "not-affected", "", "yyn?", "" },
        { "removed-prefork-orphan", Verdict.Remedy, "semaphores-removed", "orphan-holds-ports", "yyyy", "ConfAvailable " },
        { "removed-worker-loop", Verdict.Remedy, "semaphores-removed", "", "yyyy", "ConfAvailable " },
        { "rhel-layout-healthy", Verdict.NoAction, "at-risk", "", "yyy?", "" },
        { "rhel-layout-removed", Verdict.Remedy, "semaphores-removed", "orphan-holds-ports", "yyyy", "ConfD " },
        { "single-listen", Verdict.NoAction, "not-affected", "no-accept-mutex", "yyy?", "" },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void Recording_HasItsDiagnosis(string name, Verdict verdict, string reasonCode, string sideFindings, string conditions, string plan)
    {
        (Evidence? evidence, _) = EvidenceReader.Read(Recording.Load(name).ToString());
        DiagnosisResult result = Diagnoser.Diagnose(evidence!, ImmutableArray<Signal>.Empty, RecoveryKind.Reboot, RemedyStyle.ConfAvailable);

        Assert.Equal((verdict, reasonCode), (result.Verdict, result.ReasonCode));
        Assert.Equal(reasonCode, result.Findings[0].Code);
        Assert.Equal(sideFindings, string.Join(' ', result.Findings.Skip(1).Select(f => f.Code)));
        Assert.Equal(conditions, string.Concat(result.RootCause.All.Select(Letter)));
        Assert.Equal(plan, result.Plan is { } p ? $"{p.Remedy} {string.Join(',', p.RemoveSemaphores)}" : "");
        Assert.All(result.Findings, f => Assert.NotEmpty(f.RestsOn));
    }

    [Fact]
    public void EveryRecording_HasARow() => Assert.Equal(Recording.Names, Expected.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    private static char Letter(Condition condition) => condition.Holds switch { true => 'y', false => 'n', null => '?' };
}
