using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Diagnosis;

public class DifferentialTests
{
    private static readonly Recording Removed = Recording.Load("removed-prefork-orphan");
    private static readonly Recording Healthy = Recording.Load("healthy-sysvsem-prefork");

    [Fact]
    public void RemovedSemaphores_DeadParentAndOrphan_RemedyBoundToBootAndConfig()
    {
        DiagnosisResult result = Diagnose(Removed);

        Assert.Equal((Verdict.Remedy, "semaphores-removed"), (result.Verdict, result.ReasonCode));
        Evidence evidence = Read(Removed);
        Assert.Equal(
            new Plan(
                Remedy.ConfAvailable, RecoveryKind.Reboot, evidence.BootId, evidence.ConfigHash!.Value, [], new ParentIdentity(73, null), evidence.UptimeSeconds!.Value + Plan.MaxEvidenceAgeSeconds,
                "/etc/apache2/conf-available/mutex-file.conf", "Mutex file:${APACHE_LOCK_DIR} default"),
            result.Plan);
        Assert.Contains(result.Findings, f => f.Code == "orphan-holds-ports");
        Assert.All(result.Findings, f => Assert.NotEmpty(f.RestsOn));
    }

    [Fact]
    public void RemovedSemaphores_AllFourConditionsHold()
    {
        RootCause cause = Diagnose(Removed).RootCause;

        Assert.True(cause.IsProven, string.Join("; ", cause.All));
    }

    [Fact]
    public void RemovedSemaphores_LogoutLongBefore_CauseNotProvenButRemedyStands()
    {
        DiagnosisResult result = Diagnose(Removed.Replacing(" 12:39:53 a systemd-logind", " 11:02:00 a systemd-logind"));

        Assert.Equal(Verdict.Remedy, result.Verdict);
        Assert.False(result.RootCause.Logout.Holds);
        Assert.False(result.RootCause.IsProven);
    }

    [Fact]
    public void RemovedSemaphores_RemoveIpcOff_RecommendsLookingForIpcrm()
    {
        DiagnosisResult result = Diagnose(Removed.With("removeipc", "effective=no", "source=config"));

        Assert.Equal(Verdict.Remedy, result.Verdict);
        Assert.Contains(result.Recommendations, r => r.InEnglish.Contains("ipcrm", StringComparison.Ordinal));
    }

    [Fact]
    public void ForgedLine_HealthyInstance_NoAction()
    {
        Signal forged = Read(Removed).LogOf(SignalKind.Removed).First().Signal!;

        DiagnosisResult result = Diagnoser.Diagnose(Read(Healthy), [forged], RecoveryKind.Reboot, RemedyStyle.ConfAvailable);

        Assert.Equal((Verdict.NoAction, "not-corroborated"), (result.Verdict, result.ReasonCode));
    }

    [Fact]
    public void ForgedLine_InTheInstancesOwnLog_NoAction()
    {
        string log = Healthy.ToString();
        string forged = "|[Mon Nov 23 23:59:59.000000 2026] [mpm_prefork:emerg] [pid 1:tid 1] (43)Identifier removed: AH00144: couldn't grab the accept mutex";
        int at = log.IndexOf("\n[lockdir", StringComparison.Ordinal);
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(log[..at] + "\n" + forged + log[at..]);

        Assert.Null(error);
        Assert.NotEmpty(evidence!.LogOf(SignalKind.Removed));
        Assert.Equal(Verdict.NoAction, Diagnoser.Diagnose(evidence, [], RecoveryKind.Reboot, RemedyStyle.ConfAvailable).Verdict);
    }

    [Fact]
    public void AlreadyFixed_HealthyWithFcntl_NoAction() => Expect(
        Healthy.Replacing("mechanism=sysvsem", "mechanism=fcntl").With("sem", "key semid perms nsems uid cuid ctime"),
        Verdict.NoAction,
        "already-fixed");

    [Fact]
    public void FixedOnDisk_ServerDead_RecoversWithoutChange()
    {
        DiagnosisResult result = Diagnose(Removed.Replacing("mechanism=sysvsem", "mechanism=fcntl"));

        Assert.Equal((Verdict.Remedy, "fixed-on-disk-not-running"), (result.Verdict, result.ReasonCode));
        Assert.Equal(Remedy.None, result.Plan!.Remedy);
    }

    [Fact]
    public void ConfigurationBroken_BeforeWeCame_Escalates() => Expect(
        Removed.WithHeader("configtest", "[configtest exit=1]", "AH00526: Syntax error on line 3 of /etc/apache2/sites-enabled/a.conf:", "Invalid command 'Foo'"),
        Verdict.Escalate,
        "config-broken");

    [Fact]
    public void LockDirectoryMissing_ConfigTestSaysSo_Escalates() => Expect(
        Removed.WithHeader("configtest", "[configtest exit=1]", "Invalid Mutex directory in argument file:/var/lock/apache2"),
        Verdict.Escalate,
        "lock-directory-missing");

    [Fact]
    public void ExplicitAcceptMutex_DefaultWouldNotOverride_Escalates() => Expect(
        Removed.Replacing("Mutex mpm-accept: using_defaults", "Mutex mpm-accept: dir=\"/var/run/apache2/\" mechanism=sysvsem "),
        Verdict.Escalate,
        "explicit-mpm-accept");

    [Fact]
    public void LockDirectoryOnNfs_Escalates() => Expect(
        Removed.Replacing("fstype=tmpfs", "fstype=nfs4"), Verdict.Escalate, "lock-directory-on-network");

    [Fact]
    public void DeadParent_NothingInTheLog_Escalates() => Expect(
        Removed.WithHeader("errorlog", "[errorlog path=/var/log/apache2/error.log exit=0]"), Verdict.Escalate, "down-other-cause");

    [Fact]
    public void DeadParent_StoppedOnPurposeAfterALine_Escalates() => Expect(
        Removed.Replacing(
            "[:emerg] [pid 73:tid 73] AH02818: MPM run failed, exiting",
            "[mpm_prefork:notice] [pid 73:tid 73] AH00169: caught SIGTERM, shutting down"),
        Verdict.Escalate,
        "stopped-on-purpose");

    [Fact]
    public void StoppedOnPurpose_ForgedLineAfterwards_IsLeftStopped() => Expect(
        Removed.With(
            "errorlog",
            "[Mon Nov 23 12:39:50.000000 2026] [mpm_prefork:notice] [pid 73:tid 73] AH00169: caught SIGTERM, shutting down",
            "[Mon Nov 23 12:39:53.631403 2026] [mpm_prefork:emerg] [pid 78:tid 78] (43)Identifier removed: AH00144: couldn't grab the accept mutex"),
        Verdict.Escalate,
        "stopped-on-purpose");

    [Fact]
    public void DeadParent_NoPidFileAndNoOrphan_DidNotGiveUp() => Expect(
        Removed.WithHeader("processes", "[processes total=0 exit=0]").With("pidfile", "path=/var/run/apache2/apache2.pid", "pid="),
        Verdict.Escalate,
        "down-other-cause");

    [Fact]
    public void DeadParent_VisitEndedTheOrphan_PidFileStillWitnesses() => Expect(Removed.WithHeader("processes", "[processes total=0 exit=0]"), Verdict.Remedy, "semaphores-removed");

    [Fact]
    public void DeadParent_OldSemaphoreStillThere_Escalates() => Expect(
        Removed.With("sem", "key semid perms nsems uid cuid ctime", "0 3 600 1 1001 0 1795437500"),
        Verdict.Escalate,
        "semaphores-still-there");

    [Fact]
    public void DeadParent_OneListen_IsNotThisOutage() => Expect(
        Removed.With("listen", "tcp6 80 00000000000000000000000000000000 40850 pids=76"), Verdict.Escalate, "down-other-cause");

    [Fact]
    public void Exhausted_DeadApache_FileMutexAndLeftoversRemoved()
    {
        Recording exhausted = Removed
            .WithHeader("processes", "[processes total=0 exit=0]")
            .With("sem", "key semid perms nsems uid cuid ctime", "0 7 600 1 1001 0 1795400000", "0 8 600 1 1001 0 1795400000")
            .With("errorlog", "[Mon Nov 23 12:39:53.631403 2026] [core:emerg] [pid 78:tid 78] (28)No space left on device: AH00023: Couldn't create the mpm-accept mutex");

        DiagnosisResult result = Diagnose(exhausted);

        Assert.Equal((Verdict.Remedy, "semaphores-exhausted"), (result.Verdict, result.ReasonCode));
        Assert.Equal([7, 8], result.Plan!.RemoveSemaphores);
    }

    [Fact]
    public void Permission_LockFileNotWritable_Escalates() => Expect(
        Removed.With("errorlog", "[Mon Nov 23 12:39:53.631403 2026] [core:emerg] [pid 78:tid 78] (13)Permission denied: AH00023: Couldn't create the mpm-accept mutex (file /var/lock/apache2/mpm-accept-0.78)"),
        Verdict.Escalate,
        "lock-permission");

    [Fact]
    public void GracefulRestart_NoiseOnAHealthySite_NoAction() => Expect(
        Healthy.With(
            "errorlog",
            "[Mon Nov 23 12:39:50.000000 2026] [mpm_prefork:notice] [pid 73:tid 73] AH00171: Graceful restart requested, doing restart",
            "[Mon Nov 23 12:39:50.100000 2026] [mpm_prefork:emerg] [pid 80:tid 80] (43)Identifier removed: AH00144: couldn't grab the accept mutex"),
        Verdict.NoAction,
        "graceful-restart-noise");

    [Fact]
    public void NoApache_Escalates() => Expect(Removed.With("apache", "layout=none"), Verdict.Escalate, "apache-not-found");

    [Fact]
    public void ApacheOnlyInAContainer_Escalates() => Expect(
        Removed.With("apache", "layout=none").WithHeader("processes", "[processes total=0 exit=0]").With("errorlog").With("neighbours", "812 elsewhere apache2 /docker/abc"),
        Verdict.Escalate,
        "apache-in-container");

    [Theory]
    [InlineData("sem")]
    [InlineData("processes")]
    [InlineData("config")]
    [InlineData("runcfg")]
    [InlineData("user")]
    [InlineData("build")]
    public void MissingSection_NotEnoughEvidence(string section) => Expect(Removed.With(section), Verdict.Escalate, "not-enough-evidence");

    [Fact]
    public void CutSemaphoreTable_NotEnoughEvidence() => Expect(
        Removed.WithHeader("sem", "[sem cut=1]", "key semid perms nsems uid cuid ctime"), Verdict.Escalate, "not-enough-evidence");

    [Fact]
    public void UnreadableLog_OrphanAndForwardedSignal_Remedy()
    {
        Recording piped = Removed.WithHeader("errorlog", "[errorlog exit=1]");
        Signal signal = Read(Removed).LogOf(SignalKind.Removed).First().Signal!;

        Assert.Equal("semaphores-removed", Diagnoser.Diagnose(Read(piped), [signal], RecoveryKind.Reboot, RemedyStyle.ConfAvailable).ReasonCode);
        Assert.Equal("log-unreadable", Diagnoser.Diagnose(Read(piped), [], RecoveryKind.Reboot, RemedyStyle.ConfAvailable).ReasonCode);
    }

    /// <summary>The script tries no port while the parent is dead, and yet the site may answer.</summary>
    [Theory]
    [InlineData(1, "a child of a dead parent lives on and may still answer")]
    [InlineData(3, "3 children of a dead parent live on and may still answer")]
    public void NoPortTried_WhereChildrenLiveOn_SaysHowMany(int count, string said)
    {
        Recording piped = Removed.WithHeader("errorlog", "[errorlog exit=1]")
            .WithHeader("processes", $"[processes total={count} exit=0]", [.. Enumerable.Range(76, count).Select(pid => $"{pid} 1 1001 S 178749 orphan")]);
        DiagnosisResult result = Diagnose(piped);

        Assert.Equal(["no port was tried", said], result.Findings[0].RestsOn.Select(seen => seen.InEnglish).Skip(1).Take(2));
        Assert.Equal(count > 1, Assert.Single(result.Findings, finding => finding.Code == "orphan-holds-ports").RestsOn.Any(seen => seen.InEnglish == said));
    }

    /// <summary>The record has a bound, and anybody on the machine can write at any length.</summary>
    [Fact]
    public void LongTextsOfTheMachine_AreCut_AndManyAreFew()
    {
        string text = new('x', 4 * Signal.MaxLineChars);
        DiagnosisResult result = Diagnose(Removed
            .Replacing("|name=webapp", "|name=" + text)
            .With("config", [.. Removed.Lines("config"), .. Enumerable.Repeat("managed=/etc/a.conf:1:" + text, 2 * DiagnosisResult.MaxRestsOn)])
            .WithHeader("configtest", "[configtest exit=0]", text));

        Statement[] said =
        [
            .. result.Findings.SelectMany(finding => finding.RestsOn.Prepend(finding.Statement)), .. result.RootCause.All.Select(condition => condition.RestsOn),
            .. result.RuledOut.Select(cause => cause.RestsOn).OfType<Statement>(), .. result.Recommendations,
        ];
        Assert.Contains("configuration-managed", result.Findings.Select(finding => finding.Code));
        Assert.InRange(said.Max(one => one.ToString().Length), Signal.MaxLineChars, 2 * Signal.MaxLineChars);
        Assert.Equal(DiagnosisResult.MaxRestsOn, result.Findings.Max(finding => finding.RestsOn.Length));
    }

    private static void Expect(Recording recording, Verdict verdict, string reasonCode)
    {
        DiagnosisResult result = Diagnose(recording);
        Assert.Equal((verdict, reasonCode), (result.Verdict, result.ReasonCode));
    }

    private static DiagnosisResult Diagnose(Recording recording) =>
        Diagnoser.Diagnose(Read(recording), ImmutableArray<Signal>.Empty, RecoveryKind.Reboot, RemedyStyle.ConfAvailable);

    private static Evidence Read(Recording recording)
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(recording.ToString());
        Assert.Null(error);
        return evidence!;
    }
}
