using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>Each condition of the outage by itself: without it nothing is planned, and for what it stands is told.</summary>
public sealed class RemovalTests
{
    private const string NoArrays = "key semid perms nsems uid cuid ctime";
    private const string Text = "[mpm_prefork:emerg] [pid 78:tid 78] (43)Identifier removed: AH00144: couldn't grab the accept mutex";

    private static readonly Recording Removed = Machine.Broken;
    private static readonly Recording Loop = Recording.Load("removed-worker-loop");
    private static readonly Recording Modules = Recording.Load("u16-eventothers-2");

    /// <summary>The kernel of this recording started at 12:10:04 by the machine's clock.</summary>
    private static readonly DateTimeOffset KernelStarted = EvidenceReader.Read(Removed.ToString()).Evidence!.KernelStartedAt!.Value;

    [Fact]
    public void Outage_RestsOnItsProofAndThreeLines()
    {
        DiagnosisResult died = Diagnose(Removed), loops = Diagnose(Loop);

        Assert.Equal("semaphores-removed", died.Reason.Told.Code);
        Assert.Equal("semaphores-removed-children-die", loops.Reason.Told.Code);
        Assert.All([died, loops], result => Assert.Equal(["proof", "witness", "witness", "witness"], result.Findings[0].RestsOn.Select(seen => seen.Code)));
        Assert.Equal(Proof(new Statement("parent-of-pid-file-dead", ("pid", 73)), 1), died.Findings[0].RestsOn[0]);
        Assert.Equal(Proof(new Statement("parent-alive", ("pid", 73)), 0), loops.Findings[0].RestsOn[0]);
        Assert.Equal("parent-dead", Diagnose(Removed.With("pidfile", "path=/run/a", "pid=")).Findings[0].RestsOn[0].Find("parent")!.Said[0].Code);
    }

    private static Statement Proof(Statement parent, int orphans) => new("proof", ("parent", parent), ("orphans", orphans), ("semaphores", 0), ("mechanism", "sysvsem"));

    /// <summary>A line in a format of somebody's own is a witness only where all else is as logind leaves it.</summary>
    [Fact]
    public void LineOfAnUnknownFormat_IsAWitnessWhereAllElseFits()
    {
        Recording own = Removed.With("errorlog", "12:39:53.631403 httpd[78] (43)Identifier removed: AH00144: couldn't grab the accept mutex");
        Assert.Equal([SignalConfidence.Low], EvidenceReader.Read(own.ToString()).Evidence!.ErrorLog.Select(line => line.Signal!.Confidence));
        Signal forwarded = Forwarded(-20);

        Assert.Equal("semaphores-removed", Diagnose(own, forwarded).ReasonCode);
        Assert.Equal("down-other-cause", Diagnose(own.With("removeipc", "effective=no", "source=config"), forwarded).ReasonCode);
        Assert.Equal("down-other-cause", Diagnose(own.Replacing("|uid=1001", "|uid=33"), forwarded).ReasonCode);
        Assert.Equal("down-other-cause", Diagnose(own.With("linger", "linger=yes"), forwarded).ReasonCode);
        Assert.Equal("down-other-cause", Diagnose(own.Replacing("mechanism=sysvsem", "mechanism=fcntl"), forwarded).ReasonCode);
        Assert.Equal("down-other-cause", Diagnose(own.With("listen", "tcp6 80 00 40850 pids=76"), forwarded).ReasonCode);
        Assert.Equal("down-other-cause", Diagnose(own.WithHeader("sem", "[sem total=1]", NoArrays, "0 3 600 1 1001 0 1795437594"), forwarded).ReasonCode);
        Assert.Equal("down-other-cause", Diagnose(own.WithHeader("processes", "[processes total=0 exit=0]").With("pidfile", "path=/run/a", "pid="), forwarded).ReasonCode);
        Assert.Equal("unexplained", Diagnose(Loop.With("errorlog", own.Lines("errorlog")), forwarded).ReasonCode);
    }

    /// <summary>No semaphore outlives a boot; the kernel's start is known to two seconds.</summary>
    [Theory]
    [InlineData(-2, "semaphores-removed")]
    [InlineData(-3, "down-other-cause")]
    public void RemovalBeforeTheKernelsStart_ExplainsNothing(int seconds, string reason)
    {
        string line = Line(KernelStarted.AddSeconds(seconds));
        DiagnosisResult result = Diagnose(Removed.With("errorlog", line));

        Assert.Equal(reason, result.ReasonCode);
        Assert.Equal(reason == "down-other-cause", result.RuledOut.Any(cause => cause.Because.Code == "logged-before-boot" && cause.RestsOn == Statement.Quoted(line)));
    }

    [Theory]
    [InlineData(-2, "semaphores-removed")]
    [InlineData(-3, "removal-undated")]
    public void ForwardedLine_DatesARemovalOfThisBoot(int secondsFromStart, string reason)
    {
        Recording undated = Removed.With("errorlog", Text);
        Signal signal = Forwarded(0) with { ObservedAt = KernelStarted.AddSeconds(secondsFromStart) };

        Assert.Equal(reason, Diagnose(undated, signal).ReasonCode);
        Assert.Equal(reason, Diagnose(Removed.WithHeader("errorlog", "[errorlog exit=1]"), signal).ReasonCode);
    }

    /// <summary>One line with a time among those without dates them all; the forwarded line is told where it is the only witness.</summary>
    [Fact]
    public void OneDatedLine_IsEnough_AndTheForwardedOneIsToldOnlyWhereItIsTheWitness()
    {
        DiagnosisResult dated = Diagnose(Removed.With("errorlog", Text, Line(KernelStarted.AddMinutes(1))), Forwarded(0));
        DiagnosisResult forwarded = Diagnose(Removed.WithHeader("errorlog", "[errorlog exit=1]"), Forwarded(0));

        // Without any date of its own the log cannot say what was there before it.
        Recording undated = Removed.With("errorlog", Text);
        Assert.Equal(("removal-undated", "proof witness"), (Diagnose(undated).ReasonCode, Codes(Diagnose(undated))));
        Assert.Equal("semaphores-still-there", Diagnose(undated.WithHeader("sem", "[sem total=1]", NoArrays, "0 3 600 1 1001 0 1795437594"), Forwarded(0)).ReasonCode);
        Assert.Equal(("semaphores-removed", "proof witness witness"), (dated.ReasonCode, Codes(dated)));
        Assert.Equal(("semaphores-removed", "proof witness-forwarded"), (forwarded.ReasonCode, Codes(forwarded)));
    }

    /// <summary>Without a log of its own a machine is believed with each of these, and with none missing.</summary>
    [Fact]
    public void ForwardedLine_StandsInForAnUnreadableLog_WhereTheParentGaveUpOnSemaphores()
    {
        Recording unreadable = Removed.WithHeader("errorlog", "[errorlog exit=1]");
        Assert.Equal("semaphores-removed", Diagnose(unreadable, Forwarded(0)).ReasonCode);

        Recording[] others =
        [
            Removed.With("errorlog"),
            Loop.WithHeader("errorlog", "[errorlog exit=1]"),
            unreadable.With("listen", "tcp6 80 00 40850 pids=76"),
            unreadable.Replacing("mechanism=sysvsem", "mechanism=fcntl"),
        ];
        Assert.All(others, other => Assert.Equal(Verdict.Escalate, Diagnose(other, Forwarded(0)).Verdict));
        Assert.Equal(Verdict.Escalate, Diagnose(unreadable, Forwarded(0) with { Kind = SignalKind.Consequence }).Verdict);

        // The newest that can be a witness is the one.
        Assert.Equal("semaphores-removed", Diagnose(unreadable, Forwarded(0), Forwarded(0) with { Kind = SignalKind.Consequence, ObservedAt = DateTimeOffset.UnixEpoch }).ReasonCode);
        Assert.Equal("removal-undated", Diagnose(unreadable, Forwarded(0), Forwarded(0) with { ObservedAt = DateTimeOffset.UnixEpoch }).ReasonCode);
    }

    /// <summary>An array that was there a second before the first line contradicts it, whoever wrote the line.</summary>
    [Theory]
    [InlineData(1795437592, "semaphores-removed")]
    [InlineData(1795437591, "semaphores-still-there")]
    public void DeadParent_AnArrayOlderThanTheFirstLine_Contradicts(long changed, string reason)
    {
        Recording recording = Removed
            .With("errorlog", Line(DateTimeOffset.FromUnixTimeSeconds(1795437593)), Line(DateTimeOffset.FromUnixTimeSeconds(1795437594)))
            .WithHeader("sem", "[sem total=1 semaphores=1]", NoArrays, $"0 3 600 1 1001 0 {changed}");

        DiagnosisResult result = Diagnose(recording);
        Assert.Equal((reason, 1), (result.ReasonCode, result.Findings[0].RestsOn[0].Find("semaphores")!.Count));
        Assert.Equal(reason == "semaphores-still-there", Codes(result) == "proof witness witness array-changed");

        // Beside a dead parent all arrays may be those of another Apache of the same user, and of that one alone.
        string[] processes = Removed.Lines("processes");
        Assert.Equal("semaphores-removed", Diagnose(recording.WithHeader("processes", "[processes total=2 exit=0]", [.. processes, "900 1 1001 S 50 other"])).ReasonCode);
        Assert.Equal(reason, Diagnose(recording.WithHeader("processes", "[processes total=2 exit=0]", [.. processes, "900 1 1002 S 50 other"])).ReasonCode);
    }

    /// <summary>What a living parent has made since its start it runs on, to the clock's two seconds.</summary>
    [Theory]
    [InlineData(0, "semaphores-still-there")]
    [InlineData(2, "semaphores-still-there")]
    [InlineData(3, "semaphores-removed")]
    public void LivingParent_AnArrayOfItsOwn_Contradicts(int secondsBeforeItsStart, string reason)
    {
        Recording onTheSecond = Loop.Replacing("S 252942 parent", "S 252900 parent");
        DateTimeOffset made = EvidenceReader.Read(onTheSecond.ToString()).Evidence!.ParentStartedAt!.Value.AddSeconds(-secondsBeforeItsStart);
        Recording recording = onTheSecond
            .With("errorlog", Line(made.AddSeconds(-10)))
            .WithHeader("sem", "[sem total=1 semaphores=1]", NoArrays, string.Create(CultureInfo.InvariantCulture, $"0 3 600 1 1001 0 {made.ToUnixTimeSeconds()}"));

        Assert.Equal(reason, Diagnose(recording).ReasonCode);
    }

    /// <summary>The file on disk is right already: a dead server is started, and one that lives only where it does not run on it.</summary>
    [Fact]
    public void FixedOnDisk_ALivingServerThatRunsOnIt_IsLeftAlone()
    {
        Recording dead = Removed.Replacing("mechanism=sysvsem", "mechanism=fcntl"), loop = Loop.Replacing("mechanism=sysvsem", "mechanism=fcntl");

        Assert.Equal((Verdict.Remedy, "fixed-on-disk-not-running"), (Diagnose(dead).Verdict, Diagnose(dead).ReasonCode));
        Assert.Equal((Verdict.Remedy, "fixed-on-disk-not-running"), (Diagnose(loop).Verdict, Diagnose(loop).ReasonCode));
        Assert.Contains(Diagnose(loop.WithHeader("locks", "[locks exit=1]")).RuledOut, cause => cause.Because.Code == "nothing-corroborates");
        Assert.Contains(Diagnose(Loop.Replacing("mechanism=sysvsem", "mechanism=pthread")).RuledOut, cause => cause.Because.Code == "nothing-corroborates");
        Assert.Equal((Verdict.Remedy, "fixed-on-disk-not-running"), (Diagnose(loop.Replacing("mechanism=fcntl", "mechanism=flock")).Verdict, Diagnose(loop).ReasonCode));
    }

    /// <summary>What the witness is worth against each thing that says otherwise.</summary>
    [Fact]
    public void Witness_AgainstEachThingThatSaysOtherwise()
    {
        Assert.Equal("makes-no-accept-mutex listens-with", NotThis(Removed.With("listen", "tcp6 80 00 40850 pids=76")));
        Assert.Equal("every-port-answers ports", NotThis(Loop.With("http", "port=80 scheme=http status=200", "port=8080 scheme=http status=200")));
        Assert.Equal("accept-mutex-is-file", NotThis(Loop.WithHeader("locks", "[locks exit=0]", "mpm-accept")));
        Assert.Equal("parent-did-not-give-up", NotThis(Removed.WithHeader("processes", "[processes total=0 exit=0]").With("pidfile", "path=/run/a", "pid=")));
        Assert.Equal("no-such-line", NotThis(Loop.With("errorlog")));
        Assert.Equal("semaphores-not-read", NotThis(Removed.WithHeader("sem", "[sem total=32000 cut=1]", NoArrays)));
        Assert.Equal("nothing-corroborates", NotThis(Loop.WithHeader("errorlog", "[errorlog exit=1]")));

        // A site that answers beside a dead parent is the orphan's doing.
        Assert.Equal("semaphores-removed", Diagnose(Removed.With("http", "port=80 scheme=http status=200")).ReasonCode);
    }

    /// <summary>A server without its modules' arrays: in its first two seconds it may not have come to them.</summary>
    [Theory]
    [InlineData(2.0, "not-affected")]
    [InlineData(2.1, "module-semaphores-removed")]
    public void ModulesArrays_AServerThatHasJustStarted_MayNotHaveCome(double seconds, string reason)
    {
        Evidence evidence = EvidenceReader.Read(Modules.ToString()).Evidence!;
        string uptime = ((evidence.Parent!.StartTicks / 100m) + (decimal)seconds).ToString(CultureInfo.InvariantCulture);
        string was = Modules.Lines("meta").Single(line => line.StartsWith("uptime_seconds=", StringComparison.Ordinal));
        DateTimeOffset started = evidence.TakenAt.AddSeconds(-seconds);
        Recording recording = Modules.Replacing(was, "uptime_seconds=" + uptime)
            .With("errorlog", Request(started.AddSeconds(1)));

        Assert.Equal(reason, Diagnose(recording).ReasonCode);
    }

    [Fact]
    public void ModulesArrays_AreMissedOnlyWhereEachSignSaysSo()
    {
        DiagnosisResult result = Diagnose(Modules);

        Assert.Equal("parent-without-semaphores quoted quoted quoted quoted quoted", Codes(result));
        Assert.Equal(Statement.Quoted(Modules.Lines("errorlog")[^1]), result.Findings[0].RestsOn[1]);
        Assert.Contains(Statement.Quoted("Mutex rewrite-map: using_defaults"), result.Findings[0].RestsOn);
        Assert.DoesNotContain(result.Findings[0].RestsOn, seen => seen.InEnglish.Contains("default:", StringComparison.Ordinal));
        Assert.Equal("parent-without-semaphores quoted quoted quoted quoted", Codes(Diagnose(Modules.With("errorlog"))));
        Recording[] others =
        [
            Modules.WithHeader("sem", "[sem total=1 semaphores=1]", NoArrays, "0 3 600 1 1001 0 1795627031"),
            Modules.WithHeader("locks", "[locks exit=1]"),
            Modules.WithHeader("locks", "[locks exit=0]", "rewrite-map"),
            Modules.Replacing("-D APR_USE_SYSVSEM_SERIALIZE", "-D APR_USE_FCNTL_SERIALIZE"),
        ];
        Assert.All(others, other => Assert.Equal(Verdict.NoAction, Diagnose(other).Verdict));
        Assert.Equal("module-semaphores-removed", Diagnose(Modules.WithHeader("locks", "[locks exit=0]", "watchdog-callback")).ReasonCode);
        Assert.Equal("lock-directory-on-network", Diagnose(Modules.Replacing("fstype=tmpfs", "fstype=nfs4").With("pidfile", Modules.Lines("pidfile"))).ReasonCode);
        Assert.Equal("explicit-module-mutex", Diagnose(Modules.Replacing("Mutex rewrite-map: using_defaults", "Mutex rewrite-map: dir=\"/run\" mechanism=sysvsem ")).ReasonCode);
        Assert.Contains(
            Statement.Quoted("Mutex rewrite-map: sysvsem"),
            Diagnose(Modules.Replacing("Mutex rewrite-map: using_defaults", "Mutex rewrite-map: dir=\"/run\" mechanism=sysvsem ")).Findings[0].RestsOn);
    }

    /// <summary>Which failure of a request proves the harm: a request's, of a removal, since this server started.</summary>
    [Fact]
    public void ModulesArrays_TheHarmIsARequestsOwnRemoval_SinceTheServersStart()
    {
        DateTimeOffset started = EvidenceReader.Read(Modules.ToString()).Evidence!.ParentStartedAt!.Value;

        Assert.Equal("module-semaphores-removed", Reason(Request(started.AddSeconds(1))));
        Recording onTheSecond = Modules.Replacing("S 553111 parent", "S 553100 parent");
        Assert.Equal("module-semaphores-removed", Diagnose(onTheSecond.With("errorlog", Request(EvidenceReader.Read(onTheSecond.ToString()).Evidence!.ParentStartedAt!.Value))).ReasonCode);
        Assert.Equal("module-semaphores-removed-harm-unknown", Reason(Request(started.AddSeconds(-1))));
        Assert.Equal("module-semaphores-removed-harm-unknown", Reason(Request(started.AddSeconds(1)).Replace("(22)Invalid argument", "(28)No space left on device", StringComparison.Ordinal)));
        Assert.Equal("module-semaphores-removed-harm-unknown", Reason($"{Time(started.AddSeconds(1))} [ssl:warn] [pid 46:tid 1] (22)Invalid argument: AH02026: Failed to acquire SSL session cache lock"));

        static string Reason(string line) => Diagnose(Modules.With("errorlog", line)).ReasonCode;
    }

    private static string NotThis(Recording recording)
    {
        RuledOutCause cause = Diagnose(recording).RuledOut.Single(one => one.Cause.Code == "cause-semaphores-removed");
        return cause.Because.Code + (cause.RestsOn is { } seen ? " " + seen.Code : "");
    }

    private static string Codes(DiagnosisResult result) => string.Join(' ', result.Findings[0].RestsOn.Select(seen => seen.Code));

    private static string Time(DateTimeOffset at) => at.ToString("'['ddd MMM dd HH':'mm':'ss'.'ffffff yyyy']'", CultureInfo.InvariantCulture);

    private static string Line(DateTimeOffset at) => $"{Time(at)} {Text}";

    private static string Request(DateTimeOffset at) =>
        $"{Time(at)} [rewrite:error] [pid 46:tid 139994987489024] (22)Invalid argument: [client 127.0.0.1:53670] AH00659: apr_global_mutex_lock(rewrite_mapr_lock_acquire) failed";

    private static Signal Forwarded(int seconds) =>
        new("AH00144", SignalKind.Removed, 43, 1, EvidenceReader.Read(Removed.ToString()).Evidence!.TakenAt.AddSeconds(seconds), "forwarded", SignalConfidence.High);

    private static DiagnosisResult Diagnose(Recording recording, params ImmutableArray<Signal> forwarded) =>
        Diagnoser.Diagnose(EvidenceReader.Read(recording.ToString()).Evidence!, forwarded, RecoveryKind.Reboot, RemedyStyle.ConfAvailable);
}
