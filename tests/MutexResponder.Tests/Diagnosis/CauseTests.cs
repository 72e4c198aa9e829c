using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>Each condition of a cause by itself: what it concludes and rests on, and, where it does not fit, why it is ruled out.</summary>
public sealed class CauseTests
{
    private const string NoArrays = "key semid perms nsems uid cuid ctime";
    private const string RemovedText = "[mpm_prefork:emerg] [pid 78:tid 78] (43)Identifier removed: AH00144: couldn't grab the accept mutex";
    private const string ExhaustedText = "[core:emerg] [pid 78:tid 78] (28)No space left on device: AH00023: Couldn't create the mpm-accept mutex";
    private const string FatalText = "[core:alert] [pid 73:tid 73] AH00050: Child 74 returned a Fatal error... Apache is exiting!";
    private const string CommandLineText = "[core:notice] [pid 73:tid 73] AH00094: Command line: '/usr/sbin/apache2'";
    private const string StopText = "[mpm_prefork:notice] [pid 105:tid 105] AH00169: caught SIGTERM, shutting down";
    private const string PermissionText = "[core:emerg] [pid 78:tid 78] (13)Permission denied: AH00023: Couldn't create the mpm-accept mutex (file /var/lock/apache2/mpm-accept-0.78)";

    private static readonly Recording Removed = Machine.Broken;
    private static readonly Recording Healthy = Machine.AtRisk;
    private static readonly Recording Exhausted = Recording.Load("exhausted");
    private static readonly Recording Loop = Recording.Load("removed-worker-loop");
    private static readonly Recording Modules = Recording.Load("u16-eventothers-2");

    [Fact]
    public void NoApache_WhatRunsElsewhereIsAHint_OnlyWhereNothingRunsHere()
    {
        Recording none = Removed.With("apache", "layout=none");
        Recording empty = none.WithHeader("processes", "[processes total=0 exit=0]");

        Is("Escalate apache-not-found [section apache: layout=none]", none);
        Is("Escalate apache-in-container [812 elsewhere httpd /docker/a]", empty.With("neighbours", "812 elsewhere httpd /docker/a"));
        Is("Escalate apache-in-container [7 here httpd /a] [812 elsewhere httpd /docker/a]", empty.With("neighbours", "7 here httpd /a", "812 elsewhere httpd /docker/a"));
        Is("Escalate apache-layout-unknown [7 here httpd /a]", empty.With("neighbours", "7 here httpd /a"));
        Is("Escalate apache-layout-unknown [812 elsewhere httpd /docker/a]", none.With("neighbours", "812 elsewhere httpd /docker/a"));
    }

    [Fact]
    public void ApacheThatCannotBeHelped_RestsOnWhatSaysSo()
    {
        Recording old = Removed.Replacing("Apache/2.4.71", "Apache/2.2.22").With("directives", "/a.conf:1:acceptmutex sysvsem", "/a.conf:2:Listen 80");

        Is("Escalate apache-too-old [Apache/2.2.22 (Debian)] [/a.conf:1:acceptmutex sysvsem] [second]", old, Forwarded("first"), Forwarded("second"));
        Is("Escalate apache-in-container pid", Healthy.WithHeader("processes", "[processes total=2 exit=0]", "73 1 0 S 178749 elsewhere", "74 73 1001 S 178749 elsewhere"));
    }

    [Theory]
    [InlineData("|uid=0", "|uid=1000", "missing-root")]
    [InlineData("[configtest exit=0]", "[configtest]", "missing-configuration-test")]
    [InlineData("|hash=8a157e5d", "|hash=", "missing-configuration-hash")]
    [InlineData("[processes total=1 exit=0]", "[processes total=1 exit=1]", "missing-processes")]
    [InlineData("|uptime_seconds=1791", "|uptime_seconds=", "missing-uptime")]
    [InlineData("[sem total=0 semaphores=0]", "[sem total=0 cut=1]", "missing-semaphores")]
    [InlineData("|uid=1001", "|uid=", "missing-uid")]
    [InlineData("mechanism=sysvsem", "mechanism=another", "missing-mechanism")]
    [InlineData("Server MPM:     prefork", "Server MPM:", "missing-mpm")]
    public void OneThingNotFoundOut_IsToldByItself(string there, string instead, string missing) =>
        Is($"Escalate not-enough-evidence {missing}", Removed.Replacing(there, instead));

    [Fact]
    public void PortsAreAskedOfALivingServerOnly()
    {
        Is("Escalate not-enough-evidence missing-ports", Healthy.With("http"));
        Assert.Equal(Verdict.Remedy, Diagnose(Removed.With("http")).Verdict);
    }

    /// <summary>Nothing of Apache lives: within a minute of the start of the machine it may be still to come.</summary>
    [Theory]
    [InlineData("59.9", "Escalate not-enough-evidence missing-start-of-apache")]
    [InlineData("60", "Escalate down-other-cause no-parent no-port-tried no-line-of-interest")]
    public void MachineThatHasJustStarted_IsWaitedFor(string uptime, string expected)
    {
        Recording empty = Removed.WithHeader("processes", "[processes total=0 exit=0]").With("errorlog").With("pidfile", "path=/var/run/apache2/apache2.pid", "pid=");

        Is(expected, empty.Replacing("|uptime_seconds=1791", "|uptime_seconds=" + uptime));
        Assert.NotEqual("not-enough-evidence", Diagnose(Healthy.Replacing("|uptime_seconds=1788", "|uptime_seconds=20")).ReasonCode);
    }

    /// <summary>What a configuration that cannot be parsed does not tell is not asked of it.</summary>
    [Fact]
    public void BrokenConfiguration_IsToldWithoutWhatOnlyAParsedOneTells()
    {
        Recording broken = Healthy.WithHeader("configtest", "[configtest exit=1]", "AH00526: Syntax error", "Action '-t' failed.");
        Recording dead = Removed.WithHeader("configtest", "[configtest exit=1]", "AH00526: Syntax error");

        Is("Escalate config-broken-while-serving [AH00526: Syntax error] [Action '-t' failed.]", broken);
        Is("Escalate config-broken [AH00526: Syntax error]", dead);
        Is("Escalate config-broken [AH00526: Syntax error]", dead.WithHeader("runcfg", "[runcfg exit=1]").With("user").With("build"));
        Is("Escalate config-broken configuration-test-failed-silently", Removed.WithHeader("configtest", "[configtest exit=1]"));
        Is("Escalate lock-directory-missing [AH00526: Syntax error] [Invalid Mutex directory]", Removed.WithHeader("configtest", "[configtest exit=1]", "AH00526: Syntax error", "Invalid Mutex directory"));
    }

    /// <summary>The newest failure since the last start decides between a removed, an exhausted and an unusable lock.</summary>
    [Fact]
    public void TroubleWithTheLockFile_IsTheNewestFailure()
    {
        string permission = Line(55, PermissionText), removed = Line(56, RemovedText), exhausted = Line(57, ExhaustedText);
        string unsupported = Line(56, "[core:emerg] [pid 78:tid 78] (38)Function not implemented: AH00023: Couldn't create the mpm-accept mutex");

        Is($"Escalate lock-permission [{permission}]", Log(permission));
        Is($"Escalate lock-permission [{permission}]", Log(Line(54, RemovedText), permission, Line(58, FatalText)));
        Is($"Escalate mechanism-unsupported [{unsupported}]", Log(Line(54, ExhaustedText), unsupported));
        Assert.Equal("semaphores-removed", Diagnose(Log(permission, removed)).ReasonCode);
        Assert.Contains($"cause-lock-trouble newest-failure-is-another [{removed}]", NotThis(Log(permission, removed)));
        Assert.Contains($"cause-lock-trouble newest-failure-is-another [{exhausted}]", NotThis(Log(permission, exhausted)));
        Assert.Contains("cause-lock-trouble no-such-line", NotThis(Log(permission, Line(59, "[mpm_prefork:notice] [pid 73:tid 73] AH00163: Apache/2.4.71 (Debian) configured -- resuming normal operations"))));
        Assert.Contains("cause-lock-trouble nothing-corroborates", NotThis(Removed.WithHeader("errorlog", "[errorlog exit=1]")));
        Assert.Contains("cause-lock-trouble every-port-answers ports", NotThis(Healthy.With("errorlog", permission)));
        Assert.Equal("lock-permission", Diagnose(Loop.With("errorlog", permission)).ReasonCode);

        Recording Log(params string[] lines) => Removed.With("errorlog", lines);
    }

    [Fact]
    public void Exhausted_IsForADeadServerOnSemaphores()
    {
        Recording full = Exhausted.With("errorlog", Line(5, ExhaustedText, "12:55"));

        Is($"Remedy semaphores-exhausted [{Line(5, ExhaustedText, "12:55")}] arrays-in-use array-left-behind array-left-behind array-left-behind", full);
        Assert.Contains("cause-semaphores-exhausted parent-lives pid", NotThis(Healthy));
        Assert.Contains("cause-semaphores-exhausted no-sysv-semaphores [fcntl]", NotThis(full.Replacing("mechanism=sysvsem", "mechanism=fcntl")));
        Assert.Contains("cause-semaphores-exhausted limit-not-reached arrays", NotThis(full.WithHeader("sem", "[sem total=0]", NoArrays)));
        Assert.Contains("cause-semaphores-exhausted no-such-line", NotThis(Exhausted.WithHeader("sem", "[sem total=0]", NoArrays)));
        Assert.Contains($"cause-semaphores-exhausted newest-failure-is-another [{Line(5, RemovedText, "12:55")}]", NotThis(Exhausted.With("errorlog", Line(5, RemovedText, "12:55")).WithHeader("sem", "[sem total=0]", NoArrays)));
    }

    /// <summary>There is room again, and a line and leftovers say that there was none: that fits, and is not proven.</summary>
    [Fact]
    public void Exhausted_RoomByNow_TakesALineAndLeftovers_AndIsToldAsLessSure()
    {
        string line = Line(5, ExhaustedText, "12:55");
        Recording room = Exhausted.With("sem-limits", "32000 1024000000 500 32000").With("errorlog", line);
        DiagnosisResult result = Diagnose(room);

        Is($"Remedy semaphores-were-exhausted [{line}] arrays-in-use array-left-behind array-left-behind array-left-behind", room);
        Assert.Equal(Confidence.Indicated, result.Findings[0].Confidence);
        Assert.Equal([1, 3, 5], result.Plan!.RemoveSemaphores);
        Is($"Remedy semaphores-were-exhausted [{line}] limit-not-recorded array-left-behind array-left-behind array-left-behind", room.With("sem-limits"));
        Assert.Contains("cause-semaphores-exhausted no-such-line", NotThis(room.With("errorlog")));
        Assert.Contains("cause-semaphores-exhausted limit-not-reached arrays", NotThis(room.WithHeader("sem", "[sem total=0]", NoArrays)));
    }

    /// <summary>A stop stays the newest word, whatever else is logged behind it; and the count is the kernel's, not that of the lines listed.</summary>
    [Fact]
    public void Exhausted_StopAndThenAnotherLine_IsLeftStopped()
    {
        Assert.Equal("stopped-on-purpose", Diagnose(Exhausted.With("errorlog", Line(1, ExhaustedText, "12:55"), Line(2, StopText, "12:55"), Line(3, CommandLineText, "12:55"))).ReasonCode);
        Assert.Equal(7, Diagnose(Exhausted.Replacing("[sem total=3 semaphores=3]", "[sem total=7 semaphores=7]")).Findings[0].RestsOn[0].Find("used")!.Count);
    }

    /// <summary>What keeps our line from being the cure is told with what it rests on.</summary>
    [Fact]
    public void Obstacle_IsToldWithTheCauseAndItself()
    {
        Is(
            "Escalate explicit-mpm-accept proof witness witness witness [Mutex … mpm-accept]",
            Removed.Replacing("Mutex mpm-accept: using_defaults", "Mutex mpm-accept: dir=\"/var/run/apache2/\" mechanism=sysvsem "));
        Is("Escalate lock-directory-on-network proof witness witness witness [/var/lock/apache2: nfs4]", Removed.With("lockdir", "path=/var/lock/apache2", "exists=1", "fstype=nfs4"));
    }

    [Fact]
    public void Exhausted_MoreLeftoversThanAnOrderHolds_TheFirstAreRemoved()
    {
        string[] rows = [.. Enumerable.Range(1, Plan.MaxSemaphores + 2).Reverse().Select(id => string.Create(CultureInfo.InvariantCulture, $"0 {id} 600 1 1001 0 1795438499"))];
        DiagnosisResult result = Diagnose(Exhausted.WithHeader("sem", $"[sem total={rows.Length}]", [NoArrays, .. rows]));

        Assert.Equal(Enumerable.Range(1, Plan.MaxSemaphores), result.Plan!.RemoveSemaphores);
        Assert.Equal(4, result.Findings[0].RestsOn.Length);
    }

    /// <summary>What the log agent forwarded counts where it is newer than the stop, of this kind and surely Apache's.</summary>
    [Theory]
    [InlineData(1, SignalKind.Exhausted, SignalConfidence.High, "semaphores-exhausted")]
    [InlineData(0, SignalKind.Exhausted, SignalConfidence.High, "stopped-on-purpose")]
    [InlineData(1, SignalKind.Removed, SignalConfidence.High, "stopped-on-purpose")]
    [InlineData(1, SignalKind.Exhausted, SignalConfidence.Low, "stopped-on-purpose")]
    public void Exhausted_AfterAnOrderlyStop_OnlyANewerLineOfAStartTells(int seconds, SignalKind kind, SignalConfidence confidence, string reason)
    {
        Signal signal = Forwarded("line of the start") with { Kind = kind, Confidence = confidence, ObservedAt = new DateTimeOffset(2026, 11, 23, 12, 55, 2 + seconds, TimeSpan.Zero) };

        Assert.Equal(reason, Diagnose(Exhausted.With("errorlog", Line(2, StopText, "12:55")), signal).ReasonCode);
    }

    [Fact]
    public void Exhausted_ARemovalAfterIt_TakesTheLogsWordForAnother()
    {
        Recording recording = Exhausted.With("errorlog", Line(5, ExhaustedText, "12:55"), Line(6, RemovedText, "12:55")).With("sem-limits", "32000 1024000000 500 32000");

        Assert.Contains($"cause-semaphores-exhausted newest-failure-is-another [{Line(6, RemovedText, "12:55")}]", NotThis(recording));
        Assert.Equal("semaphores-exhausted", Diagnose(recording, Forwarded("of the start") with { Kind = SignalKind.Exhausted }).ReasonCode);
    }

    [Fact]
    public void StoppedOnPurpose_DownForAnotherReason_AndWithoutALog_AreToldApart()
    {
        string stop = Line(53, StopText);
        Recording stopped = Removed.With("errorlog", stop);
        Recording unreadable = Removed.WithHeader("errorlog", "[errorlog exit=1]");
        string last = Line(55, FatalText);

        Is($"Escalate stopped-on-purpose [{stop}] no-parent", stopped);
        Is("Escalate log-unreadable no-parent no-port-tried children-live-on error-log-of", unreadable);
        Assert.Equal("/var/log/apache2/error.log", Diagnose(unreadable).Findings[0].RestsOn[^1].Find("path")!.Text);
        Is("Escalate down-other-cause no-parent no-port-tried children-live-on no-line-of-interest", Removed.With("errorlog"));
        Is($"Escalate down-other-cause no-parent no-port-tried children-live-on [{last}]", Removed.With("errorlog", Line(54, CommandLineText), last));
        Is($"Escalate unexplained parent-alive port-silent port-answers [{last}]", Healthy.With("errorlog", last).With("http", "port=80 scheme=http status=000 error=28", "port=8080 scheme=http status=200"));
        Assert.Contains("cause-stopped-on-purpose no-orderly-stop", NotThis(Removed.With("errorlog")));
        Assert.Contains("cause-stopped-on-purpose nothing-corroborates", NotThis(unreadable));
        Assert.Contains("cause-stopped-on-purpose parent-lives pid", NotThis(Loop.With("errorlog")));
        Assert.Contains($"cause-semaphores-removed was-stopped-in-order [{stop}]", NotThis(Removed.With("errorlog", Line(52, RemovedText), stop)));
        Is("Escalate down-other-cause no-parent no-port-tried no-line-of-interest", unreadable.WithHeader("processes", "[processes total=0 exit=0]").With("pidfile", "path=/run/a", "pid="));
    }

    /// <summary>
    /// Between a death and the start by Restart=on-failure, or in the middle of somebody's restart: what comes next is seen in the next look.
    /// A cause that is proven does not wait for it, nor one that is not systemd's.
    /// </summary>
    [Theory]
    [InlineData(true, "ActiveState=activating", "SubState=auto-restart", "MainPID=0")]
    [InlineData(true, "ActiveState=deactivating", "SubState=stop-sigterm", "MainPID=700")]
    [InlineData(true, "ActiveState=reloading", "MainPID=700")]
    [InlineData(true, "MainPID=700", "ActiveState=active")]
    [InlineData(false, "ActiveState=active", "SubState=exited", "MainPID=0")]
    [InlineData(false, "ActiveState=failed", "MainPID=0")]
    [InlineData(false, "ActiveState=failed", "MainPID=700")]
    [InlineData(false, "ActiveState=inactive", "MainPID=0")]
    [InlineData(false, "sysv=1")]
    public void DeadServerThatSystemdStartsOrStops_IsLookedAtAgain(bool isOnItsWay, params string[] unit)
    {
        Recording down = Removed.With("errorlog").With("unit", unit);
        Recording stopped = Removed.With("errorlog", Line(53, StopText)).With("unit", unit);

        Assert.Equal(isOnItsWay ? "not-enough-evidence" : "down-other-cause", Diagnose(down).ReasonCode);
        Assert.Equal(isOnItsWay ? "not-enough-evidence" : "stopped-on-purpose", Diagnose(stopped).ReasonCode);
        Assert.Equal("semaphores-removed", Diagnose(Removed.With("unit", unit)).ReasonCode);
        Assert.Equal("unexplained", Diagnose(Healthy.With("errorlog").With("http", "port=80 scheme=http status=000 error=28").With("unit", unit)).ReasonCode);
        if (isOnItsWay)
        {
            Is($"Escalate not-enough-evidence no-parent [{unit[0]}]", down);
        }
    }

    /// <summary>A container's Apache is a hint where the machine's own log was read, tells of no failure, and nothing lives here.</summary>
    [Fact]
    public void DownAndAnotherInAContainer_IsToldOnlyWhereTheLogSaysNothing()
    {
        Recording beside = Removed.WithHeader("processes", "[processes total=0 exit=0]").With("neighbours", "812 elsewhere httpd /docker/a").With("errorlog", Line(51, CommandLineText));

        Is("Escalate apache-in-container [812 elsewhere httpd /docker/a]", beside);
        Assert.Equal("down-other-cause", Diagnose(beside.With("errorlog", beside.Lines("errorlog")[0], Line(55, FatalText))).ReasonCode);
        Assert.Equal("log-unreadable", Diagnose(beside.WithHeader("errorlog", "[errorlog exit=1]")).ReasonCode);
        Assert.Equal("down-other-cause", Diagnose(beside.With("neighbours", "812 here httpd /a")).ReasonCode);
    }

    [Fact]
    public void LockDirectoryThatIsNotThere_IsForADeadServerOnFiles()
    {
        Recording missing = Recording.Load("lock-dir-missing");

        foreach (string mechanism in (string[])["fcntl", "flock"])
        {
            Recording recording = missing.Replacing("mechanism=fcntl", "mechanism=" + mechanism);
            Is("Escalate lock-directory-did-not-exist no-parent mutex-on-disk does-not-exist", recording);
            Assert.Equal(Confidence.Indicated, Diagnose(recording).Findings[0].Confidence);
        }

        Assert.Contains("cause-lock-directory-missing no-lock-files [posixsem]", NotThis(missing.Replacing("mechanism=fcntl", "mechanism=posixsem")));
        Assert.Contains("cause-lock-directory-missing lock-directory-is-there [/var/lock/apache2]", NotThis(missing.Replacing("exists=0", "exists=1")));
        Assert.Contains("cause-lock-directory-missing lock-directory-is-there", NotThis(missing.With("lockdir")));
        Assert.Contains("cause-lock-directory-missing parent-lives pid", NotThis(Healthy.Replacing("mechanism=sysvsem", "mechanism=fcntl").Replacing("exists=1", "exists=0").With("http", "port=80 status=000 error=7")));
    }

    /// <summary>Removals within fifteen seconds of a graceful restart, before or after it, are its noise: all of them, wherever they were logged.</summary>
    [Fact]
    public void SiteAtWork_NoiseOfAGracefulRestart()
    {
        const string Graceful = "[mpm_prefork:notice] [pid 73:tid 73] AH00171: Graceful restart requested, doing restart";
        const string Stale = "[mpm_prefork:debug] [pid 80:tid 80] (43)Identifier removed: AH00143: couldn't grab the accept mutex";
        Recording quiet = Healthy.With("removeipc", "effective=no", "source=config");
        DateTimeOffset restart = new(2026, 11, 23, 12, 39, 30, TimeSpan.Zero);

        Is("NoAction graceful-restart-noise parent-alive port-answers port-answers mutex-and-semaphores", Log(Line(30, Graceful), Line(45, RemovedText)));
        Assert.Equal("and-at-risk", Diagnose(Healthy.With("errorlog", Line(30, Graceful), Line(45, RemovedText))).Reason.Told.Code);
        Assert.Equal(
            ["graceful-restart-noise", "graceful-restart-noise", "graceful-restart-noise", "graceful-restart-noise", "graceful-restart-noise"],
            [
                Reason(Log(Line(0, Graceful), Line(30, Graceful), Line(45, RemovedText))),
                Reason(Log(Line(15, RemovedText), Line(30, Graceful))),
                Reason(Log(Line(30, Graceful), Line(59, Stale))),
                Reason(Log(Line(30, Graceful)), At(15)),
                Reason(Log(Line(30, Graceful)), At(100) with { Kind = SignalKind.StaleGeneration }),
            ]);
        Assert.Equal(
            ["not-corroborated", "not-corroborated", "not-corroborated", "not-corroborated", "not-corroborated", "healthy"],
            [
                Reason(Log(Line(30, Graceful), Line(46, RemovedText))),
                Reason(Log(Line(14, RemovedText), Line(30, Graceful), Line(31, RemovedText))),
                Reason(Log(Line(30, Graceful), Line(31, RemovedText)), At(16)),
                Reason(Log(Line(30, Stale))),
                Reason(Log(Line(30, Graceful).Replace("Nov", "Nox", StringComparison.Ordinal), Line(31, Stale))),
                Reason(Log(Line(30, Graceful))),
            ]);

        Recording Log(params string[] lines) => quiet.With("errorlog", lines);

        Signal At(int seconds) => Forwarded("forwarded") with { ObservedAt = restart.AddSeconds(seconds) };

        static string Reason(Recording recording, params ImmutableArray<Signal> signals) => Diagnose(recording, signals).ReasonCode;
    }

    /// <summary>What a site at work runs on, and what is said of it where a line claims otherwise.</summary>
    [Fact]
    public void SiteAtWork_ByWhatItRunsOn()
    {
        Recording quiet = Healthy.With("removeipc", "effective=no", "source=config"), bare = quiet.WithHeader("sem", "[sem total=0]", NoArrays);
        const string Seen = "parent-alive port-answers port-answers mutex-and-semaphores";

        Is($"NoAction at-risk {Seen} remove-ipc user-has-uid mechanisms", Healthy);
        Is($"NoAction and-at-risk {Seen}", Healthy, Forwarded("claimed"));
        Is($"NoAction healthy {Seen}", quiet);
        Is($"NoAction not-corroborated {Seen}", quiet, Forwarded("claimed"));
        Is($"NoAction not-corroborated {Seen}", quiet.With("errorlog", Line(29, CommandLineText), Line(30, FatalText)));
        Assert.Equal(1, Diagnose(quiet).Findings[0].RestsOn[3].Find("semaphores")!.Count);
        Is($"NoAction healthy {Seen}", quiet.With("errorlog", Line(30, FatalText), Line(59, "[mpm_prefork:notice] [pid 73:tid 73] AH00163: Apache/2.4.71 (Debian) configured -- resuming normal operations")));
        Is($"NoAction fixed-on-disk-still-running-old {Seen}", quiet.Replacing("mechanism=sysvsem", "mechanism=fcntl"));
        Is($"NoAction already-fixed {Seen}", bare.Replacing("mechanism=sysvsem", "mechanism=fcntl"));
        Assert.Equal(["already-fixed", "already-fixed"], new[] { "fcntl", "flock" }.Select(word => Diagnose(bare.Replacing("mechanism=sysvsem", "mechanism=" + word)).ReasonCode));
        Is($"NoAction already-fixed {Seen}", bare.Replacing("mechanism=sysvsem", "mechanism=pthread"));
        Assert.Equal("not-affected", Diagnose(bare.Replacing("mechanism=sysvsem", "mechanism=pthread"), Forwarded("claimed")).ReasonCode);
        Is($"NoAction not-affected {Seen}", bare.Replacing("Server MPM:     prefork", "Server MPM:     event"));
        Is($"NoAction at-risk {Seen} remove-ipc user-has-uid mechanisms", Healthy.Replacing("Server MPM:     prefork", "Server MPM:     event"));
    }

    /// <summary>What was ruled out on the way to an outage, each for a reason that stands in the evidence.</summary>
    [Fact]
    public void OutageAndRisk_EachCauseBeforeIsRuledOutByWhatWasSeen()
    {
        string last = Removed.Lines("errorlog")[5];
        Assert.Equal(
            [
                "cause-apache-not-found apache-is-installed [/usr/sbin/apache2ctl]", "cause-evidence-incomplete evidence-is-complete config-hash", "cause-configuration-broken configuration-test-passes [Syntax OK]",
                $"cause-lock-trouble newest-failure-is-another [{last}]", $"cause-semaphores-exhausted newest-failure-is-another [{last}]",
            ],
            NotThis(Removed));
        Assert.Equal("cause-semaphores-removed no-such-line", NotThis(Healthy)[^1]);
        Assert.Equal("cause-configuration-broken configuration-test-passes", NotThis(Removed.WithHeader("configtest", "[configtest exit=0]"))[2]);
        Assert.Contains("cause-site-healthy parent-is-dead", NotThis(Removed.With("errorlog")));
        Assert.Contains("cause-site-healthy not-every-port-answers ports", NotThis(Loop.With("errorlog")));
    }

    private static void Is(string expected, Recording recording, params ImmutableArray<Signal> signals)
    {
        DiagnosisResult result = Diagnose(recording, signals);
        Assert.Equal(expected, $"{result.Verdict} {result.Reason.Told.Code}{string.Concat(result.Findings[0].RestsOn.Select(seen => " " + Short(seen)))}");
    }

    private static string[] NotThis(Recording recording, params ImmutableArray<Signal> signals) =>
        [.. Diagnose(recording, signals).RuledOut.Select(cause => $"{cause.Cause.Code} {cause.Because.Code}{(cause.RestsOn is { } seen ? " " + Short(seen) : "")}")];

    private static string Short(Statement seen) => seen.Code == "quoted" ? $"[{seen.InEnglish}]" : seen.Code;

    private static string Line(int second, string text, string time = "12:39") => $"[Mon Nov 23 {time}:{second:00}.000000 2026] {text}";

    private static Signal Forwarded(string line) => new("AH00144", SignalKind.Removed, 43, 1, DateTimeOffset.UnixEpoch, line, SignalConfidence.High);

    private static DiagnosisResult Diagnose(Recording recording, params ImmutableArray<Signal> signals) =>
        Diagnoser.Diagnose(EvidenceReader.Read(recording.ToString()).Evidence!, signals, RecoveryKind.Reboot, RemedyStyle.ConfAvailable);
}
