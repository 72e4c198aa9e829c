using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Verification;

namespace MutexResponder.Tests.Verification;

/// <summary>Each check by itself: what passes it, what fails it, and what leaves it unknown.</summary>
public sealed class RecoveryVerificationTests
{
    private static readonly Evidence Before = Read(Machine.Broken);
    private static readonly Evidence After = Read(Machine.Fixed);
    private static readonly Evidence Serving = Read(Machine.AtRisk);
    private static readonly Evidence Reloaded = Read(Machine.Reloaded);
    private static readonly DateTimeOffset Start = After.ParentStartedAt!.Value;
    private static readonly ApacheProcess Parent = After.Parent!;
    private static readonly ApacheProcess Orphan = new(4711, 1, 33, 'S', 1, ProcessRole.Orphan);

    [Fact]
    public void Fixed_IsRecovered() => Assert.True(RecoveryVerification.Verify(Before, After, RecoveryKind.Reboot, []).IsRecovered);

    [Theory]
    [InlineData(RecoveryKind.Reboot, "Rebooted ParentAlive PortsAnswer MutexImmune NoSemaphores NoNewFailure NoOrphan")]
    [InlineData(RecoveryKind.Restart, "NewParent ParentAlive PortsAnswer MutexImmune NoSemaphores NoNewFailure NoOrphan")]
    [InlineData(RecoveryKind.Reload, "SameParent NewGeneration PortsAnswer MutexImmune AcceptMutexMoved NoFailureSinceReload NoOrphan")]
    public void Checks_AreThoseOfTheWayBack(RecoveryKind recovery, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', RecoveryVerification.Verify(Before, After, recovery, []).Checks.Select(check => check.Kind)));

    [Theory]
    [InlineData(RecoveryKind.Reboot, "Rebooted ParentAlive PortsAnswer ConfigurationAsBefore NoNewFailure NoOrphan")]
    [InlineData(RecoveryKind.Restart, "NewParent ParentAlive PortsAnswer ConfigurationAsBefore NoNewFailure NoOrphan")]
    [InlineData(RecoveryKind.Reload, "SameParent NewGeneration PortsAnswer ConfigurationAsBefore NoFailureSinceReload NoOrphan")]
    public void ChecksOfARollback_AreThoseOfTheWayBack(RecoveryKind recovery, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', RecoveryVerification.VerifyRollback(Before, After, recovery, null, []).Checks.Select(check => check.Kind)));

    [Fact]
    public void EvidenceThatIsMissing_IsRefused()
    {
        Assert.Throws<ArgumentNullException>("incident", () => RecoveryVerification.Of(null!, null, Before, After));
        Assert.Throws<ArgumentNullException>("before", () => RecoveryVerification.Verify(null!, After, RecoveryKind.Reboot, []));
        Assert.Throws<ArgumentNullException>("after", () => RecoveryVerification.Verify(Before, null!, RecoveryKind.Reboot, []));
        Assert.Throws<ArgumentNullException>("before", () => RecoveryVerification.VerifyRollback(null!, After, RecoveryKind.Reboot, null, []));
        Assert.Throws<ArgumentNullException>("after", () => RecoveryVerification.VerifyRollback(Before, null!, RecoveryKind.Reboot, null, []));
    }

    [Theory]
    [InlineData("refused", RecoveryKind.Restart)]
    [InlineData("rebooting", RecoveryKind.Reboot)]
    [InlineData(null, RecoveryKind.Reboot)]
    public void RefusedRecovery_IsProvedByAStart(string? status, RecoveryKind proves)
    {
        Attempt attempt = new(SampleIncident.Opening, ["fleet"]) { Told = status is null ? null : $"#result step=recover status={status} reason=stale-parent" };

        Assert.Equal(proves, RecoveryVerification.Proves(RecoveryKind.Reboot, attempt));
        Assert.Equal(RecoveryKind.Reboot, RecoveryVerification.Proves(RecoveryKind.Reboot, null));
    }

    [Fact]
    public void SameBoot_IsNotRebooted()
    {
        Assert.Equal((true, "boot-ids"), Of(CheckKind.Rebooted, After));
        Assert.Equal((false, "boot-ids"), Of(CheckKind.Rebooted, After with { BootId = Before.BootId }));
    }

    [Fact]
    public void NewParent_IsAnotherPidOrAnotherStart()
    {
        Evidence then = After;

        (bool?, string) Now(ApacheProcess? parent, Evidence? before = null) =>
            Of(CheckKind.NewParent, After with { Processes = parent is null ? [] : [parent] }, before ?? then, RecoveryKind.Restart);

        Assert.Equal((false, "parents"), Now(Parent));
        Assert.Equal((true, "parents"), Now(Parent with { Pid = Parent.Pid + 1 }));
        Assert.Equal((true, "parents"), Now(Parent with { StartTicks = Parent.StartTicks + 1 }));
        Assert.Equal((true, "parents"), Now(Parent, then with { Processes = [] }));
        Assert.Equal((null, "parents"), Now(null));
    }

    [Fact]
    public void ParentAlive_NamesIt()
    {
        Assert.Equal((true, "pid"), Of(CheckKind.ParentAlive, After));
        Assert.Equal((false, "no-parent"), Of(CheckKind.ParentAlive, After with { Processes = [] }));
    }

    [Fact]
    public void SameParent_IsOfTheSameBootPidAndStart()
    {
        (bool?, string) Now(Evidence after, Evidence? before = null) => Of(CheckKind.SameParent, after, before ?? Serving, RecoveryKind.Reload);

        Assert.Equal((true, "parents"), Now(Reloaded));
        Assert.Equal((null, "parents"), Now(Reloaded with { ProcessesWereRead = false }));
        Assert.Equal((false, "parents"), Now(Reloaded with { BootId = After.BootId }));
        Assert.Equal((false, "parents"), Now(Reloaded with { Processes = [Parent with { Pid = Parent.Pid + 1 }] }));

        // Two times nobody are not the same somebody.
        Evidence nobody = Serving with { Processes = [], PidFilePid = 73 };
        Assert.Equal((false, "parents"), Now(nobody, nobody));
    }

    [Fact]
    public void NewGeneration_BeganWhenTheReloadWasOrdered()
    {
        long ordered = Serving.UptimeSeconds!.Value * 100;
        ApacheProcess child = new(80, Parent.Pid, 33, 'S', ordered, ProcessRole.Child);

        (bool?, string) Now(Evidence after, Evidence? before = null) => Of(CheckKind.NewGeneration, after, before ?? Serving, RecoveryKind.Reload);

        Assert.Equal((true, "young-children"), Now(Reloaded with { Processes = [Parent, child] }));
        Assert.Equal((false, "young-children"), Now(Reloaded with { Processes = [Parent, child with { StartTicks = ordered - 1 }] }));
        Assert.Equal((false, "young-children"), Now(Reloaded with { Processes = [Parent with { StartTicks = ordered }, child with { StartTicks = ordered, Role = ProcessRole.Orphan }] }));
        Assert.Equal((null, "generation-unknown"), Now(Reloaded with { ProcessesWereRead = false }));
        Assert.Equal((null, "generation-unknown"), Now(Reloaded, Serving with { KernelStartedAt = null }));
    }

    [Fact]
    public void PortsAnswer_EachThatApacheHad()
    {
        HttpProbe answered = new(80, "http", 200, ""), silent = new(8080, "http", 0, "28"), unasked = new(8080, "http", null, "time");
        Evidence both = After with { Listeners = [new ListeningSocket(80, [Parent.Pid]), new ListeningSocket(8080, [Parent.Pid])] };

        (bool?, string) Now(Evidence after) => Of(CheckKind.PortsAnswer, after, both);

        Assert.Equal((null, "no-port-could-be-tried"), Now(both with { Probes = [] }));
        Assert.Equal((true, "ports"), Now(both with { Probes = [answered, answered with { Port = 8080 }] }));
        Assert.Equal((false, "ports"), Now(both with { Probes = [answered, silent] }));
        Assert.Equal((null, "ports"), Now(both with { Probes = [answered, unasked] }));

        // Neither tried nor listened on any more; one that is listened on and was not tried is not lost.
        Assert.Equal((false, "ports-lost"), Now(both with { Probes = [answered], Listeners = [] }));
        Assert.Equal((true, "ports"), Now(both with { Probes = [answered] }));
        Assert.Equal((true, "ports"), Now(both with { Probes = [answered, answered with { Port = 8080 }], Listeners = [] }));

        // Another port does not make up for one that is lost.
        Assert.Equal((false, "ports-lost"), Now(both with { Probes = [answered, answered with { Port = 8081 }], Listeners = [] }));
    }

    [Theory]
    [InlineData("fcntl", "fcntl", true)]
    [InlineData("fcntl", "sysvsem", false)]
    [InlineData("sysvsem", "fcntl", false)]
    [InlineData("sysvsem", "sysvsem", false)]
    [InlineData("whatever", "fcntl", null)]
    [InlineData("fcntl", "whatever", null)]
    public void MutexImmune_BothTheAcceptMutexAndTheDefault(string accept, string byDefault, bool? passed) => Assert.Equal(
        (passed, "effective-mechanisms"),
        Of(CheckKind.MutexImmune, After with { MutexSettings = [new MutexSetting("default", false, byDefault), new MutexSetting("mpm-accept", false, accept)] }));

    [Fact]
    public void NoSemaphores_NoneOfThisParentOnceItRuns()
    {
        SemaphoreArray Changed(double secondsAfterStart) => new(0, 5, 600, 1, After.ApacheUid!.Value, 0, Start.AddSeconds(secondsAfterStart));

        (bool?, string) With(Evidence after, params ReadOnlySpan<SemaphoreArray> arrays) => Of(CheckKind.NoSemaphores, after with { Semaphores = [.. arrays] });

        Evidence onSemaphores = After with { FileLocks = [] };
        Assert.Equal((true, "no-apache-arrays"), With(onSemaphores));
        Assert.Equal((null, "apache-arrays-unknown"), Of(CheckKind.NoSemaphores, onSemaphores with { Semaphores = null }));
        Assert.Equal((true, "apache-arrays-of-modules"), With(After with { FileLocks = ["mpm-accept"] }, Changed(1)));
        Assert.Equal((false, "apache-arrays-of-this-parent"), With(onSemaphores, Changed(1)));
        Assert.Equal((false, "apache-arrays-of-this-parent"), With(After with { FileLocks = null }, Changed(1)));
        Assert.Equal((null, "apache-arrays-of-unknown-age"), With(onSemaphores with { KernelStartedAt = null }, Changed(1)));

        // A parent that was killed left them; its time is sure to two seconds.
        Assert.Equal((true, "apache-arrays-of-before"), With(onSemaphores, Changed(-2.1)));
        Assert.Equal((false, "apache-arrays-of-this-parent"), With(onSemaphores, Changed(-60), Changed(-2)));
    }

    [Fact]
    public void AcceptMutexMoved_IsAFileAndItsArrayIsGone()
    {
        SemaphoreArray first = new(0, 5, 600, 1, Serving.ApacheUid!.Value, 0, Start), second = first with { Id = 6 };
        Evidence before = Serving with { Semaphores = [first, second] };
        Evidence onFile = Reloaded with { FileLocks = ["mpm-accept"], Semaphores = [] };

        (bool?, string) Now(Evidence after, Evidence? then = null) => Of(CheckKind.AcceptMutexMoved, after, then ?? before, RecoveryKind.Reload);

        Assert.Equal((true, "apache-arrays-gone"), Now(onFile));
        Assert.Equal((true, "apache-arrays-gone"), Now(onFile with { Semaphores = [first with { Id = 7 }] }));
        Assert.Equal((false, "apache-arrays-left"), Now(onFile with { Semaphores = [first] }));
        Assert.Equal((false, "accept-mutex-no-file"), Now(onFile with { FileLocks = ["proxy"] }));

        // event makes no accept mutex.
        Assert.Equal((true, "apache-arrays-gone"), Now(onFile with { FileLocks = ["proxy"], Mpm = "event" }));
        Assert.Equal((false, "apache-arrays-left"), Now(onFile with { FileLocks = ["proxy"], Mpm = "event", Semaphores = [first] }));

        Assert.Equal((null, "apache-arrays-unknown"), Now(onFile with { FileLocks = null }));
        Assert.Equal((null, "apache-arrays-unknown"), Now(onFile with { Semaphores = null }));
        Assert.Equal((null, "apache-arrays-unknown"), Now(onFile, before with { Semaphores = null }));

        // mod_ssl's stay, one for each of its mutexes; nobody else's do.
        Evidence ssl = before with { MutexSettings = [.. before.MutexSettings, new MutexSetting("ssl-cache", true, null)] };
        Evidence proxy = before with { MutexSettings = [.. before.MutexSettings, new MutexSetting("proxy", true, null)] };
        Assert.Equal((true, "apache-arrays-left"), Now(onFile with { Semaphores = [first] }, ssl));
        Assert.Equal((false, "apache-arrays-left"), Now(onFile with { Semaphores = [first, second] }, ssl));
        Assert.Equal((false, "apache-arrays-left"), Now(onFile with { Semaphores = [first] }, proxy));
    }

    [Fact]
    public void NoNewFailure_NoneAfterTheParentsStart()
    {
        Assert.Equal((true, "none-in-the-log"), Failures([]));
        Assert.Equal((true, "none-in-the-log"), Failures([Failure(9, SignalKind.StaleGeneration), Failure(9, SignalKind.Consequence), new LoggedLine(Start, null, "of no interest")]));
        Assert.Equal((true, "last-failure"), Failures([Failure(-60), Failure(2)]));
        Assert.Equal((false, "quoted"), Failures([Failure(2.1)]));
        Assert.Equal((false, "quoted"), Failures([Failure(9, SignalKind.Exhausted), Failure(-9)]));
        Assert.Equal((null, "failure-times-unknown"), Failures([Failure(-9)], After with { KernelStartedAt = null }));
        Assert.Equal((null, "error-log-unread"), Failures([], After with { KernelStartedAt = null, ErrorLogWasRead = false }));
    }

    [Fact]
    public void NoNewFailure_WhatWasForwardedStandsInForALogWithoutTimes()
    {
        LoggedLine timeless = Failure(0) with { At = null };
        Evidence unread = After with { ErrorLogWasRead = false };

        Assert.Equal((null, "failure-times-unknown"), Failures([timeless]));
        Assert.Equal((null, "failure-times-unknown"), Failures([timeless, Failure(-9)]));
        Assert.Equal((null, "error-log-unread"), Failures([], unread));
        Assert.Equal((null, "error-log-unread"), Failures([Failure(-9)], unread));
        Assert.Equal((true, "last-forwarded"), Failures([timeless], null, Sent(2), Sent(-9)));
        Assert.Equal((false, "last-forwarded"), Failures([timeless], null, Sent(2.1), Sent(-9)));
        Assert.Equal((true, "last-forwarded"), Failures([], unread, Sent(-9)));
        Assert.Equal((false, "last-forwarded"), Failures([], unread, Sent(-9), Sent(9)));

        // The machine's own log is believed where it can be.
        Assert.Equal((true, "none-in-the-log"), Failures([], null, Sent(9)));
        Assert.Equal((true, "last-failure"), Failures([Failure(-9)], null, Sent(9)));
    }

    /// <summary>A change, or the taking back of one, is proved by what its own incident was told of.</summary>
    [Theory]
    [InlineData(IncidentGoal.Recover)]
    [InlineData(IncidentGoal.Rollback)]
    public void OfAnIncident_WhatWasForwardedToItCounts(IncidentGoal goal)
    {
        Incident incident = SampleIncident.Of(1).For(goal) with { Signals = [Sent(-9)] };
        Evidence unread = After with { ErrorLogWasRead = false, ErrorLog = [] };

        Assert.Equal((true, "last-forwarded"), Seen(RecoveryVerification.Of(incident, null, Before, unread), CheckKind.NoNewFailure));
        Assert.Equal((false, "last-forwarded"), Seen(RecoveryVerification.Of(incident with { Signals = [Sent(9)] }, null, Before, unread), CheckKind.NoNewFailure));
    }

    [Fact]
    public void NoFailureSinceReload_NoneThatIsNotFromBefore()
    {
        DateTimeOffset ordered = Serving.TakenAt;

        (bool?, string) Now(params ReadOnlySpan<LoggedLine> log) => Of(CheckKind.NoFailureSinceReload, Reloaded with { ErrorLog = [.. log] }, Serving, RecoveryKind.Reload);
        LoggedLine At(DateTimeOffset? at, SignalKind kind = SignalKind.Removed) => Failure(0, kind) with { At = at };

        Assert.Equal((true, "none-in-the-log"), Now());
        Assert.Equal((true, "none-in-the-log"), Now(At(ordered), new LoggedLine(ordered.AddSeconds(1), null, "of no interest")));
        Assert.Equal((true, "none-in-the-log"), Now(At(ordered.AddSeconds(1), SignalKind.StaleGeneration), At(ordered.AddSeconds(1), SignalKind.Consequence)));
        Assert.Equal((false, "quoted"), Now(At(ordered.AddMilliseconds(1))));
        Assert.Equal((false, "quoted"), Now(At(null)));
        Assert.Equal((null, "error-log-unread"), Of(CheckKind.NoFailureSinceReload, Reloaded with { ErrorLogWasRead = false }, Serving, RecoveryKind.Reload));
    }

    [Fact]
    public void NoOrphan_OnlyWhereProcessesWereRead()
    {
        Assert.Equal((true, "no-orphan-left"), Of(CheckKind.NoOrphan, After));
        Assert.Equal((false, "pid"), Of(CheckKind.NoOrphan, After with { Processes = [Parent, Orphan] }));
        Assert.Equal((null, "none"), Of(CheckKind.NoOrphan, After with { ProcessesWereRead = false }));
    }

    [Fact]
    public void ConfigurationAsBefore_ByteForByte()
    {
        ConfigHash hash = After.ConfigHash!.Value;

        (bool?, string) Now(ConfigHash? configHash, Evidence? after = null) => Seen(
            RecoveryVerification.VerifyRollback(Before, after ?? After, RecoveryKind.Reboot, configHash, []), CheckKind.ConfigurationAsBefore);

        Assert.Equal((true, "hash"), Now(hash));
        Assert.Equal((false, "hash"), Now(Before.ConfigHash));
        Assert.Equal((null, "hash"), Now(null));
        Assert.Equal((null, "configuration-unread"), Now(hash, After with { ConfigHash = null }));
    }

    private static LoggedLine Failure(double secondsAfterStart, SignalKind kind = SignalKind.Removed) =>
        new(Start.AddSeconds(secondsAfterStart), Sent(secondsAfterStart) with { Kind = kind }, $"{kind} at {secondsAfterStart}");

    private static Signal Sent(double secondsAfterStart) => new("AH00144", SignalKind.Removed, 43, 1, Start.AddSeconds(secondsAfterStart), "AH00144", SignalConfidence.High);

    private static (bool? Passed, string Seen) Failures(ImmutableArray<LoggedLine> log, Evidence? after = null, params ImmutableArray<Signal> forwarded) => Seen(
        RecoveryVerification.Verify(Before, (after ?? After) with { ErrorLog = log }, RecoveryKind.Reboot, forwarded), CheckKind.NoNewFailure);

    private static (bool? Passed, string Seen) Of(CheckKind kind, Evidence after, Evidence? before = null, RecoveryKind recovery = RecoveryKind.Reboot) =>
        Seen(RecoveryVerification.Verify(before ?? Before, after, recovery, []), kind);

    private static (bool? Passed, string Seen) Seen(RecoveryVerification verification, CheckKind kind)
    {
        Check check = Assert.Single(verification.Checks, check => check.Kind == kind);
        return (check.Passed, check.Seen.Code);
    }

    private static Evidence Read(Recording recording) => EvidenceReader.Read(recording.ToString()).Evidence!;
}
