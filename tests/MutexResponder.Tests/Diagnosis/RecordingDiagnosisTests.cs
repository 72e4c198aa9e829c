using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
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
        { "40-leftovers", Verdict.Remedy, "semaphores-exhausted", "semaphore-limit-reached", "yyy?", "ConfAvailable " + string.Join(',', Enumerable.Range(2, 40).Select(n => n * 32768)) },
        { "config-broken", Verdict.Escalate, "config-broken", "", "yy??", "" },
        { "container-neighbour", Verdict.Escalate, "apache-in-container", "", "yyy?", "" },
        { "default-mechanism", Verdict.NoAction, "not-affected", "", "yyn?", "" },
        { "el7-prefork-2-outage", Verdict.Remedy, "semaphores-removed", "", "yyyy", "ConfD " },
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
        { "local-live", Verdict.NoAction, "at-risk", "", "yyy?", "" },
        { "local-removed", Verdict.Remedy, "semaphores-removed", "orphan-holds-ports", "yyy?", "Append " },
        { "lock-dir-missing", Verdict.Escalate, "lock-directory-missing", "", "yyn?", "" },
        { "modsec-after-fix", Verdict.NoAction, "already-fixed", "", "yyny", "" },
        { "no-apache", Verdict.Escalate, "apache-not-found", "", "y???", "" },
        { "posixsem", Verdict.NoAction, "not-affected", "", "yyn?", "" },
        { "pthread", Verdict.NoAction, "not-affected", "", "yyn?", "" },
        { "removed-prefork-orphan", Verdict.Remedy, "semaphores-removed", "orphan-holds-ports", "yyyy", "ConfAvailable " },
        { "removed-worker-loop", Verdict.Remedy, "semaphores-removed", "", "yyyy", "ConfAvailable " },
        { "rewrite-map-after", Verdict.NoAction, "already-fixed", "module-mutex-stays", "ynn?", "" },
        { "rewrite-map-before", Verdict.Remedy, "semaphores-removed", "orphan-holds-ports module-mutex-stays", "yny?", "ConfAvailable " },
        { "rhel-layout-healthy", Verdict.NoAction, "at-risk", "", "yyy?", "" },
        { "rhel-layout-removed", Verdict.Remedy, "semaphores-removed", "orphan-holds-ports", "yyyy", "ConfD " },
        { "rotatelogs", Verdict.Escalate, "log-unreadable", "orphan-holds-ports", "yny?", "" },
        { "second-alive-first-dead", Verdict.Remedy, "semaphores-removed", "another-apache", "yyyy", "ConfAvailable " },
        { "single-listen", Verdict.NoAction, "not-affected", "no-accept-mutex", "yyy?", "" },
        { "suse-live", Verdict.NoAction, "at-risk", "evidence-cut", "yyy?", "" },
        { "suse-removed", Verdict.Remedy, "semaphores-removed", "orphan-holds-ports evidence-cut", "yyy?", "ConfD " },
        { "syslog", Verdict.Escalate, "log-unreadable", "orphan-holds-ports", "yny?", "" },
        { "two", Verdict.Remedy, "semaphores-removed", "another-apache", "yny?", "ConfAvailable " },
        { "two-alive-after-recovery", Verdict.NoAction, "at-risk", "another-apache", "yyyy", "" },
        { "u16-eventothers-1", Verdict.NoAction, "at-risk", "no-accept-mutex", "yyy?", "" },
        { "u16-eventothers-2", Verdict.Remedy, "module-semaphores-removed", "no-accept-mutex", "yyyy", "ConfAvailable " },
        { "u16-graceful", Verdict.NoAction, "at-risk", "", "yyy?", "" },
        { "u16-prefork-confavail-1-before", Verdict.NoAction, "at-risk", "", "yyy?", "" },
        { "u16-prefork-confavail-2-outage", Verdict.Remedy, "semaphores-removed", "", "yyyy", "ConfAvailable " },
        { "u16-prefork-confavail-rb-5-rebooted", Verdict.NoAction, "already-fixed", "", "yyny", "" },
        { "u16-worker-2-outage", Verdict.Remedy, "semaphores-removed", "", "yyyy", "ConfAvailable " },
    };

    /// <summary>A log that goes to syslog or through a pipe: what was forwarded is the witness, the parent that gave up the proof.</summary>
    [Theory]
    [InlineData("syslog")]
    [InlineData("rotatelogs")]
    public void UnreadableLog_WithTheForwardedLine_Remedy(string name)
    {
        Evidence evidence = EvidenceReader.Read(Recording.Load(name).ToString()).Evidence!;
        var forwarded = new Signal("AH00144", SignalKind.Removed, 43, 1, evidence.TakenAt, "AH00144", SignalConfidence.High);
        DiagnosisResult result = Diagnoser.Diagnose(evidence, [forwarded], RecoveryKind.Reboot, RemedyStyle.ConfAvailable);

        Assert.Equal((Verdict.Remedy, "semaphores-removed"), (result.Verdict, result.ReasonCode));
        Assert.Contains(result.Findings[0].RestsOn, seen => seen.Code == "witness-forwarded");
    }

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
