using System.Globalization;
using MutexResponder.Inspection;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Inspection;

/// <summary>What the script prints as what it means, at each bound; and what is not there as not known.</summary>
public sealed class EvidenceTests
{
    private static readonly Recording Removed = Machine.Broken;
    private static readonly Recording Healthy = Machine.AtRisk;

    [Fact]
    public void Recording_IsReadFieldByField()
    {
        Evidence evidence = Read(Removed);

        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795437595), evidence.TakenAt);
        Assert.Equal((TimeSpan.Zero, evidence.TakenAt.AddSeconds(-1791), 1791L, true), (evidence.UtcOffset!.Value, evidence.KernelStartedAt!.Value, evidence.UptimeSeconds!.Value, evidence.CollectedAsRoot));
        Assert.Equal(("Debian GNU/Linux 12 (bookworm)", "Apache/2.4.71 (Debian)", "prefork", MutexMechanism.Pthread, "1.7.2"), (evidence.OperatingSystem, evidence.ServerVersion, evidence.Mpm, evidence.AprDefault, evidence.AprVersion));
        Assert.Equal(
            ("debian", "/usr/sbin/apache2ctl", "/usr/sbin/apache2", "/etc/apache2", "/etc/apache2/apache2.conf", "/var/log/apache2/error.log", "apache2", "Mutex file:${APACHE_LOCK_DIR} default"),
            (evidence.Apache!.Layout, evidence.Apache.ControlProgram, evidence.Apache.Server, evidence.Apache.ConfigRoot, evidence.Apache.MainConfig, evidence.Apache.ErrorLogPath, evidence.Apache.Unit, evidence.Apache.FixLine));
        Assert.Equal(["conf-available", "uncomment", "append"], evidence.Apache.FixFiles.Select(fix => fix.Key));
        Assert.Equal(("/etc/apache2/conf-available/mutex-file.conf", null), (evidence.Apache.FixFile("conf-available"), evidence.Apache.FixFile("conf-d")));
        Assert.Equal((0, "Syntax OK"), (evidence.ConfigTestExitStatus!.Value, evidence.ConfigTestOutput.Single()));
        Assert.Equal((73, true, null, true), (evidence.PidFilePid!.Value, evidence.PidFileIsOfThisBoot!.Value, evidence.LoadedAtSeconds, evidence.ProcessesWereRead));
        Assert.Equal(("webapp", 1001, true, "default", false), (evidence.ApacheUser, evidence.ApacheUid!.Value, evidence.RemoveIpc!.Value, evidence.RemoveIpcSource, evidence.Lingers!.Value));
        Assert.Equal((0, 0, new SemaphoreLimits(1024000000, 32000)), (evidence.SemaphoreArrayCount!.Value, evidence.SemaphoreCount!.Value, evidence.SemaphoreLimits));
        Assert.Equal((true, new LockDirectoryFacts("/var/lock/apache2", true, "tmpfs"), 3, 8, 9, 2), (evidence.ErrorLogWasRead, evidence.LockDirectory, evidence.SessionEnds.Length, evidence.ErrorLog.Length, evidence.Directives.Length, evidence.Unit.Length));
        Assert.Equal((null, 1, 0, 0), (evidence.FileLocks, evidence.Orphans.Length, evidence.Neighbours.Length, evidence.OtherApaches.Length));
        Assert.Contains("Semaphore Arrays", evidence.IpcsText, StringComparison.Ordinal);
        Assert.Equal(Removed.Lines("ipcs").Length, evidence.IpcsText.Split('\n').Length);
    }

    /// <summary>A line of the recording, and the same cut out of it: each is then unknown, and nothing else is.</summary>
    [Fact]
    public void EmptyEvidence_KnowsNothing()
    {
        Evidence evidence = Evidence("#evidence-begin 2 b77c7aab-05ff-49e0-aaf6-74e33858bde6\n[meta]\n|time=1\n#evidence-end 2 b77c7aab-05ff-49e0-aaf6-74e33858bde6");

        Assert.Equal((null, null, false, "", null), (evidence.UtcOffset, evidence.KernelStartedAt, evidence.CollectedAsRoot, evidence.OperatingSystem, evidence.Apache));
        Assert.Equal(("", "", MutexMechanism.Unknown, "", null), (evidence.ServerVersion, evidence.Mpm, evidence.AprDefault, evidence.AprVersion, evidence.ConfigTestExitStatus));
        Assert.Equal((null, false, null, false, null), (evidence.ConfigHash, evidence.ProcessesWereRead, evidence.PidFilePid, evidence.ParentIsElsewhere, evidence.PidFileIsOfThisBoot));
        Assert.Equal((null, null, null, null, ""), (evidence.SiteAnswers, evidence.Semaphores, evidence.SemaphoreArrayCount, evidence.SemaphoreLimits, evidence.ApacheUser));
        Assert.Equal((null, null, null, false, null), (evidence.ApacheUid, evidence.RemoveIpc, evidence.Lingers, evidence.ErrorLogWasRead, evidence.LockDirectory));
        Assert.Equal((null, null, null, null, null), (evidence.HasAcceptMutex, evidence.ApacheSemaphores, evidence.IsSemaphoreLimitReached, evidence.AcceptRunsOnFile, evidence.OwnsRemovableMutexes));
        Assert.Equal((null, null, "none", false, false), (evidence.UptimeSeconds, evidence.ParentStartedAt, evidence.ParentIdentity.ToString(), evidence.ParentGaveUp, evidence.IsImmuneByConfiguration));
    }

    [Theory]
    [InlineData("|time=16725225600", true)]
    [InlineData("|time=16725225601", false)]
    [InlineData("|time=-1", false)]
    [InlineData("|time=", false)]
    public void Clock_UpToTheYear2500(string line, bool isRead)
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(Removed.Replacing("|time=1795437595", line).ToString());

        Assert.Equal((isRead, isRead ? null : "evidence-without-time"), (evidence is not null, error?.Code));
    }

    [Theory]
    [InlineData("9999999999.9", true)]
    [InlineData("10000000000", false)]
    [InlineData("0", true)]
    [InlineData("-1", false)]
    public void Uptime_IsWithinBounds(string uptime, bool isKnown) =>
        Assert.Equal(isKnown, Read(Removed.Replacing("|uptime_seconds=1791", "|uptime_seconds=" + uptime)).KernelStartedAt is not null);

    [Theory]
    [InlineData("+0930", 570)]
    [InlineData("-0330", -210)]
    [InlineData("+0059", 59)]
    [InlineData("+1400", 840)]
    [InlineData("-1400", -840)]
    [InlineData("+1401", null)]
    [InlineData("+1500", null)]
    [InlineData("+0060", null)]
    [InlineData("00930", null)]
    [InlineData("+930", null)]
    [InlineData("+09300", null)]
    [InlineData("+xx30", null)]
    [InlineData("+09xx", null)]
    public void UtcOffset(string text, int? minutes)
    {
        Evidence evidence = Read(Removed.Replacing("utc_offset=+0000", "utc_offset=" + text));

        Assert.Equal(minutes, (int?)evidence.UtcOffset?.TotalMinutes);
        Assert.Equal(minutes is null ? null : new DateTimeOffset(2026, 11, 23, 12, 39, 53, TimeSpan.Zero).AddTicks(6314030).AddMinutes(-minutes.Value), evidence.ErrorLog[2].At?.ToUniversalTime());
    }

    [Theory]
    [InlineData("APR_USE_SYSVSEM_SERIALIZE", "1.6.5", MutexMechanism.SysVSem)]
    [InlineData("APR_USE_SYSVSEM_SERIALIZE", "1.7", MutexMechanism.Unknown)]
    [InlineData("APR_USE_SYSVSEM_SERIALIZE", "1.7.2", MutexMechanism.Unknown)]
    [InlineData("APR_USE_PROC_PTHREAD_SERIALIZE", "1.7.2", MutexMechanism.Pthread)]
    [InlineData("APR_USE_POSIXSEM_SERIALIZE", "1.7.2", MutexMechanism.PosixSem)]
    [InlineData("APR_USE_FCNTL_SERIALIZE", "1.6.5", MutexMechanism.Fcntl)]
    [InlineData("APR_USE_FLOCK_SERIALIZE", "1.6.5", MutexMechanism.Flock)]
    [InlineData("APR_USE_OTHER_SERIALIZE", "1.6.5", MutexMechanism.Unknown)]
    public void AprDefault_IsThatOfTheLoadedLibrary(string define, string version, MutexMechanism expected)
    {
        string[] lines = [$"Server loaded:  APR {version}, APR-UTIL 1.6.1", " -D APR_USE_PTHREAD_SERIALIZE", $" -D {define}", " -D APR_USE_FCNTL_SERIALIZE"];

        Assert.Equal(expected == MutexMechanism.Unknown ? MutexMechanism.Fcntl : expected, Read(Removed.With("build", lines)).AprDefault);
        Assert.Equal(expected, Read(Removed.With("build", lines[..3])).AprDefault);
        Assert.Equal(version, Read(Removed.With("build", lines[0].Replace("Server loaded", "Compiled using", StringComparison.Ordinal))).AprVersion);
        Assert.Equal(("", ""), (Read(Removed.With("build", "Server loaded:  APU 1.2")).AprVersion, Read(Removed.With("build", "Server loaded", "Server loadedx: APR 1.2")).AprVersion));
    }

    [Theory]
    [InlineData("layout=none", false)]
    [InlineData("layout=", false)]
    [InlineData("layout=suse", true)]
    public void Installation_IsOneWithALayout(string layout, bool isInstalled)
    {
        ApacheInstallation? apache = Read(Removed.With("apache", layout, "fix=append=/a=b", "fix=broken")).Apache;

        Assert.Equal(isInstalled, apache is not null);
        Assert.Equal(isInstalled ? ("", "", "", "", "", "", "", "/a=b") : default, apache is null ? default : (apache.ControlProgram, apache.Server, apache.ConfigRoot, apache.MainConfig, apache.ErrorLogPath, apache.Unit, apache.FixLine, apache.FixFiles.Single().Value));
    }

    /// <summary>A parent of root's, in another namespace, that the pid file names.</summary>
    [Theory]
    [InlineData("73 1 0 S 5 elsewhere", true)]
    [InlineData("73 1 0 S 5 other", false)]
    [InlineData("73 1 1001 S 5 elsewhere", false)]
    [InlineData("74 1 0 S 5 elsewhere", false)]
    public void ParentElsewhere(string process, bool isElsewhere)
    {
        Evidence evidence = Read(Removed.WithHeader("processes", "[processes total=1 exit=0]", process));

        Assert.Equal((isElsewhere, 0, process.EndsWith("other", StringComparison.Ordinal) ? 1 : 0), (evidence.ParentIsElsewhere, evidence.Processes.Length, evidence.OtherApaches.Length));
    }

    [Theory]
    [InlineData("fstype=tmpfs", true)]
    [InlineData("fstype=ramfs", true)]
    [InlineData("fstype=ext4", null)]
    [InlineData("written=1795435804", true)]
    [InlineData("written=1795435803", false)]
    [InlineData("written=16725225600", true)]
    [InlineData("written=16725225601", null)]
    public void PidFile_OfThisBoot(string line, bool? isOfThisBoot)
    {
        Evidence evidence = Read(Removed.With("pidfile", "path=/run/a", "pid=73", line).WithHeader("processes", "[processes total=0 exit=0]"));

        Assert.Equal((isOfThisBoot, isOfThisBoot == true), (evidence.PidFileIsOfThisBoot, evidence.ParentGaveUp));
        Assert.False(Read(Removed.With("pidfile", "path=/run/a", "pid=", line).WithHeader("processes", "[processes total=0 exit=0]")).ParentGaveUp);
        Assert.True(Read(Removed.With("pidfile", "pid=", line)).ParentGaveUp);
        Assert.False(Read(Healthy.With("pidfile", "pid=73", line)).ParentGaveUp);
    }

    [Theory]
    [InlineData("loaded=16725225600", 16725225600)]
    [InlineData("loaded=16725225601", null)]
    [InlineData("loaded=x", null)]
    public void LoadedAt_IsOfALivingServer(string line, long? loaded)
    {
        Evidence living = Read(Healthy.With("pidfile", "pid=73", line)), dead = Read(Removed.With("pidfile", "pid=73", line));

        Assert.Equal((loaded, loaded, null), (living.LoadedAtSeconds, living.ExpectedParent.LoadedAtSeconds, dead.ExpectedParent.LoadedAtSeconds));
        Assert.Equal(("73-178749", "none-73"), (living.ParentIdentity.ToString(), dead.ParentIdentity.ToString()));
    }

    [Theory]
    [InlineData("[sem total=1 semaphores=2]", true, 1, 2)]
    [InlineData("[sem total=1 cut=1]", false, 1, null)]
    [InlineData("[sem]", true, null, null)]
    public void Semaphores_AreKnownWhereAllAreListed(string header, bool areKnown, int? total, int? semaphores)
    {
        Evidence evidence = Read(Removed.WithHeader("sem", header, "key semid perms nsems uid cuid ctime", "0 3 600 1 1001 0 1795437500", "0 4 600 1 33 0 1795437500"));

        Assert.Equal((areKnown, total, semaphores, 2), (evidence.Semaphores is not null, evidence.SemaphoreArrayCount, evidence.SemaphoreCount, evidence.ListedSemaphores.Length));
        Assert.Equal(areKnown ? 1 : null, evidence.ApacheSemaphores?.Length);
        Assert.Null(Read(Removed.WithHeader("sem", header)).Semaphores);
        Assert.Null(Read(Removed.WithHeader("sem", "[sem]", "key").With("user")).ApacheSemaphores);
    }

    [Theory]
    [InlineData(3, 2, 4, 9, false)]
    [InlineData(4, 2, 4, 9, true)]
    [InlineData(5, 2, 4, 9, true)]
    [InlineData(3, 8, 4, 9, false)]
    [InlineData(3, 9, 4, 9, true)]
    [InlineData(3, 10, 4, 9, true)]
    public void SemaphoreLimit_OfArraysOrOfSemaphores(int arrays, int semaphores, int maxArrays, int maxSemaphores, bool isReached) =>
        Assert.Equal(isReached, Read(Removed.WithHeader("sem", $"[sem total={arrays} semaphores={semaphores}]", "key").With("sem-limits", $"250 {maxSemaphores} 32 {maxArrays}")).IsSemaphoreLimitReached);

    [Theory]
    [InlineData("250 32000 32 128", true)]
    [InlineData("250\t32000\t32\t128", true)]
    [InlineData("250 32000 32", false)]
    [InlineData("250 32000 32 128 5", false)]
    [InlineData("250 x 32 128", false)]
    [InlineData("250 32000 32 -1", false)]
    public void SemaphoreLimits_AreFourNumbers(string line, bool isRead) => Assert.Equal(isRead ? new SemaphoreLimits(32000, 128) : null, SemaphoreLimits.TryRead(line));

    /// <summary>Nothing of Apache's lives that could use them, and it is known that nothing does.</summary>
    [Theory]
    [InlineData("[processes total=0 exit=0]", "", 1)]
    [InlineData("[processes total=0 exit=1]", "", 0)]
    [InlineData("[processes total=1 exit=0]", "76 1 1001 S 5 orphan", 0)]
    [InlineData("[processes total=1 exit=0]", "76 1 1001 S 5 other", 0)]
    [InlineData("[processes total=2 exit=0]", "76 1 1001 S 5 orphan\n|77 1 1001 S 5 other", 0)]
    public void Leftovers_AreOfADeadServer(string header, string process, int count)
    {
        Recording recording = Removed.WithHeader("processes", header, process).WithHeader("sem", "[sem total=2 cut=1]", "0 3 600 1 1001 0 1795437500", "0 4 600 1 33 0 1795437500");

        Assert.Equal(count, Read(recording).LeftoverSemaphores.Length);
        Assert.Empty(Read(recording.With("user")).LeftoverSemaphores);
    }

    [Theory]
    [InlineData(0, 600, 1, 1001, 0, true)]
    [InlineData(1, 600, 1, 1001, 0, false)]
    [InlineData(0, 666, 1, 1001, 0, false)]
    [InlineData(0, 600, 2, 1001, 0, false)]
    [InlineData(0, 600, 1, 33, 0, false)]
    [InlineData(0, 600, 1, 1001, 1001, false)]
    public void Array_OfApachesKind(int key, int permissions, int count, int uid, int creator, bool isApaches) =>
        Assert.Equal(isApaches, new SemaphoreArray(key, 3, permissions, count, uid, creator, default).HasApacheFingerprint(1001));

    [Theory]
    [InlineData("yes", true)]
    [InlineData("no", false)]
    [InlineData("unknown", null)]
    public void LogindsWords(string word, bool? expected)
    {
        Evidence evidence = Read(Removed.With("removeipc", $"effective={word}", "source=busctl").With("linger", $"linger={word}"));

        Assert.Equal((expected, expected, "busctl"), (evidence.RemoveIpc, evidence.Lingers, evidence.RemoveIpcSource));
    }

    [Theory]
    [InlineData("[errorlog exit=0]", true)]
    [InlineData("[errorlog]", true)]
    [InlineData("[errorlog exit=1]", false)]
    [InlineData("[errorlog-of-another]", false)]
    public void ErrorLog_ThatWasRead(string header, bool wasRead) => Assert.Equal(wasRead, Read(Removed.WithHeader("errorlog", header)).ErrorLogWasRead);

    [Theory]
    [InlineData("nfs4", true)]
    [InlineData("NFS", true)]
    [InlineData("cifs", true)]
    [InlineData("smb2", true)]
    [InlineData("fuseblk", true)]
    [InlineData("tmpfs", false)]
    [InlineData("", false)]
    public void LockDirectory_OnANetwork(string fileSystem, bool isOnNetwork) => Assert.Equal(isOnNetwork, new LockDirectoryFacts("/a", true, fileSystem).IsOnNetworkFileSystem);

    [Fact]
    public void LockDirectory_NeedsItsPath()
    {
        Assert.Null(Read(Removed.With("lockdir", "exists=1")).LockDirectory);
        Assert.Equal(new LockDirectoryFacts("/a", false, ""), Read(Removed.With("lockdir", "path=/a", "exists=2")).LockDirectory);
        Assert.Equal(["/b", "/c"], Read(Removed.With("lockdir", "path=/a", "gone_at_boot=/b", "gone_at_boot=/c")).LockDirectoriesGoneAtBoot);
        Assert.Equal(["a: b"], Read(Removed.With("config", "managed=a: b")).ManagedBy);
        Assert.Equal(["errorlog", "sem"], Read(Removed.WithHeader("sem", "[sem cut=1]").WithHeader("errorlog", "[errorlog cut=1]")).CutSections);
    }

    /// <summary>Which of several listening sockets are the main Apache's, and what its lines say where none lives.</summary>
    [Theory]
    [InlineData("prefork", true, true, null, false)]
    [InlineData("worker", true, true, null, false)]
    [InlineData("event", false, false, false, false)]
    [InlineData("motorz", null, null, null, null)]
    public void AcceptMutex_ByMpmAndSockets(string mpm, bool? twoSockets, bool? twoLines, bool? twoLinesOfWhichOneMayNotApply, bool? oneLine)
    {
        Recording recording = Removed.Replacing("Server MPM:     prefork", "Server MPM:     " + mpm);
        Recording deaf = recording.With("listen", "tcp6 80 00 1 pids=999", "tcp6 443 00 2");

        Assert.Equal((twoSockets, 2), (Read(recording).HasAcceptMutex, Read(recording).ListeningSocketCount));
        Assert.Equal((twoLines, 2), (Read(deaf).HasAcceptMutex, Read(deaf).ListeningSocketCount));
        Assert.Equal(twoLinesOfWhichOneMayNotApply, Read(deaf.Replacing(":2:Listen 8080", ":2:  Listen 8080")).HasAcceptMutex);
        Assert.Equal(twoLines, Read(deaf.Replacing(":2:Listen 8080", ":2:  Listen 8080").Replacing("Mutex watchdog-callback:", "Mutex ssl-cache:")).HasAcceptMutex);
        Assert.Equal(oneLine, Read(deaf.Replacing(":2:Listen 8080", ":2:ListenBacklog 5")).HasAcceptMutex);
        Assert.Equal(mpm == "event" ? false : null, Read(deaf.With("directives")).HasAcceptMutex);
    }

    [Theory]
    [InlineData("/a.conf:1:Listen 80", 1)]
    [InlineData("/a.conf:1:  listen\t80", 1)]
    [InlineData("/a.conf:1:Listen", 0)]
    [InlineData("/a.conf:1:Listener 80", 0)]
    [InlineData("/a.conf:1:#Listen 80", 0)]
    [InlineData("/a.conf:Listen 80", 0)]
    [InlineData("Listen 80", 0)]
    public void ListenLine(string line, int count) => Assert.Equal(count, Read(Removed.With("directives", line)).ListenCount);

    [Fact]
    public void Sockets_AreThoseOfTheMainApache_EachPortOnce()
    {
        Evidence evidence = Read(Removed.With("listen", "tcp 8080 0 1 pids=76", "tcp6 80 0 2 pids=5,76", "tcp 80 0 3 pids=76", "tcp 22 0 4 pids=5", "tcp 25 0 5"));

        Assert.Equal([80, 8080], evidence.ApachePorts);
        Assert.Equal(3, evidence.ListeningSocketCount);
    }

    /// <summary>A mutex's own line, else the default's, else what APR picks.</summary>
    [Theory]
    [InlineData("Mutex mpm-accept: using_defaults", "Mutex default: dir=\"/a\" mechanism=flock ", MutexMechanism.Flock)]
    [InlineData("Mutex mpm-accept: dir=\"/a\" mechanism=posixsem ", "Mutex default: dir=\"/a\" mechanism=flock ", MutexMechanism.PosixSem)]
    [InlineData("Mutex mpm-accept: dir=\"/a\" mechanism=default ", "Mutex default: dir=\"/a\" mechanism=flock ", MutexMechanism.Pthread)]
    [InlineData("Mutex mpm-accept: using_defaults", "Mutex default: using_defaults", MutexMechanism.Pthread)]
    [InlineData("Mutex mpm-accept: using_defaults", "Mutex default: dir=\"/a\" mechanism=default ", MutexMechanism.Pthread)]
    [InlineData("Mutex ssl-cache: using_defaults", "Mutex default: none", MutexMechanism.None)]
    [InlineData("Mutex mpm-accept: using_defaults", "", MutexMechanism.Unknown)]
    [InlineData("Mutex mpm-accept: dir=\"/a\" mechanism=sysvsem ", "", MutexMechanism.SysVSem)]
    public void AcceptMechanism(string own, string byDefault, MutexMechanism expected)
    {
        Evidence evidence = Read(Removed.With("runcfg", own, byDefault).With("directives", "/a:1:Mutex sysvsem mpm-accept", "/a:2:#Mutex sysvsem mpm-accept", "/a:3:Listen 80"));

        Assert.Equal(expected, evidence.AcceptMechanismOnDisk);
        Assert.Equal(expected == MutexMechanism.SysVSem ? "/a:1:Mutex sysvsem mpm-accept" : null, evidence.ExplicitAcceptMutexDirective);
        Assert.Equal(expected is MutexMechanism.Flock or MutexMechanism.None || byDefault.Contains("flock", StringComparison.Ordinal), evidence.IsImmuneByConfiguration);
    }

    [Fact]
    public void ExplicitAcceptMutex_WithoutItsLine_IsToldAllTheSame()
    {
        Assert.Equal("Mutex … mpm-accept", Read(Removed.With("runcfg", "Mutex mpm-accept: dir=\"/a\" mechanism=sysvsem ").With("directives", "/a:1:Mutex sysvsem default")).ExplicitAcceptMutexDirective);
        Assert.Null(Read(Removed).ExplicitAcceptMutexDirective);
        Assert.False(Read(Removed).IsImmuneByConfiguration);
    }

    [Fact]
    public void ModulesMutexes_AreAllButTheAcceptMutexAndTheDefault()
    {
        Evidence evidence = Read(Removed.With(
            "runcfg", "Mutex default: dir=\"/a\" mechanism=sysvsem ", "Mutex mpm-accept: using_defaults", "Mutex ssl-cache: using_defaults", "Mutex proxy: dir=\"/a\" mechanism=sysvsem ", "Mutex ldap-cache: dir=\"/a\" mechanism=fcntl "));

        Assert.Equal(["proxy", "ssl-cache"], evidence.ModuleSemaphoreMutexes);
        Assert.Equal(["proxy"], evidence.ExplicitModuleMutexes);
    }

    /// <summary>A file by the configuration, and arrays that the running parent has made since its start, to two seconds.</summary>
    [Theory]
    [InlineData("fcntl", "[locks exit=0]", 0, true)]
    [InlineData("fcntl", "[locks exit=0]", 2, true)]
    [InlineData("fcntl", "[locks exit=0]", 3, false)]
    [InlineData("sysvsem", "[locks exit=0]", 0, false)]
    [InlineData("fcntl", "[locks exit=0]\n|mpm-accept", 0, false)]
    [InlineData("fcntl", "[locks exit=1]\n|mpm-accept", 0, true)]
    public void RunsOnOldSemaphores(string mechanism, string locks, int secondsBefore, bool expected)
    {
        // A start at a whole second, as ctime has them.
        Recording whole = Healthy.Replacing("73 1 0 S 178749 parent", "73 1 0 S 178700 parent");
        long started = Read(whole).ParentStartedAt!.Value.ToUnixTimeSeconds();
        Recording recording = whole.Replacing("mechanism=sysvsem", "mechanism=" + mechanism).Replacing("[locks exit=0]", locks)
            .WithHeader("sem", "[sem total=1]", "key", string.Create(CultureInfo.InvariantCulture, $"0 3 600 1 1001 0 {started - secondsBefore}"));

        Assert.Equal(expected, Read(recording).RunsOnOldSemaphores);
        Assert.Equal(expected, Read(recording.WithHeader("sem", "[sem total=2]", ["0 2 600 1 1001 0 1", .. recording.Lines("sem")])).RunsOnOldSemaphores);
        Assert.False(Read(recording.WithHeader("sem", "[sem total=0]", "key")).RunsOnOldSemaphores);
        Assert.False(Read(recording.Replacing("Server MPM:     prefork", "Server MPM:     event")).RunsOnOldSemaphores);
        Assert.False(Read(recording.Replacing("S 178700 parent", "S 178700 orphan")).RunsOnOldSemaphores);
    }

    [Theory]
    [InlineData("sysvsem", "prefork", "0 3 600 1 1001 0 1795437591", true)]
    [InlineData("sysvsem", "prefork", "", true)]
    [InlineData("sysvsem", "event", "0 3 600 1 1001 0 1795437591", true)]
    [InlineData("sysvsem", "event", "", false)]
    [InlineData("fcntl", "prefork", "0 3 600 1 1001 0 1795437591", true)]
    [InlineData("fcntl", "prefork", "", false)]
    [InlineData("fcntl", "event", "0 3 600 1 1001 0 1795437591", false)]
    [InlineData("other", "prefork", "", null)]
    [InlineData("other", "event", "", false)]
    public void OwnsRemovableMutexes(string mechanism, string mpm, string array, bool? expected) => Assert.Equal(
        expected,
        Read(Healthy.Replacing("mechanism=sysvsem", "mechanism=" + mechanism).Replacing("Server MPM:     prefork", "Server MPM:     " + mpm).WithHeader("sem", "[sem total=1]", "key", array)).OwnsRemovableMutexes);

    [Fact]
    public void OwnsRemovableMutexes_ArraysUnread_IsUnknown_WhereAModuleMayHaveSome()
    {
        Recording unread = Healthy.Replacing("Server MPM:     prefork", "Server MPM:     event").WithHeader("sem", "[sem cut=1]", "key");

        Assert.Null(Read(unread).OwnsRemovableMutexes);
        Assert.False(Read(unread.Replacing("Mutex watchdog-callback: using_defaults", "")).OwnsRemovableMutexes);
    }

    [Theory]
    [InlineData(0L, true)]
    [InlineData(999_999_999_999L, true)]
    [InlineData(1_000_000_000_000L, false)]
    public void ParentStartedAt_WithinBounds(long ticks, bool isKnown)
    {
        Evidence evidence = Read(Healthy.Replacing("73 1 0 S 178749 parent", $"73 1 0 S {ticks} parent"));

        Assert.Equal(isKnown ? evidence.KernelStartedAt!.Value.AddSeconds(ticks / 100.0) : null, evidence.ParentStartedAt);
    }

    [Fact]
    public void ErrorLog_SinceTheNewestStart()
    {
        string[] lines = Removed.Lines("errorlog");

        Assert.Equal(lines[1..], Texts(Read(Removed)));
        Assert.Equal(lines[1..], Texts(Read(Removed.With("errorlog", [.. lines[2..4], .. lines]))));
        Assert.Equal(lines[1..], Texts(Read(Removed.With("errorlog", lines[1..]))));
        Assert.Empty(Texts(Read(Removed.With("errorlog", [.. lines[1..], lines[0]]))));

        static IEnumerable<string> Texts(Evidence evidence) => evidence.ErrorLogSinceStart().Select(line => line.Text);
    }

    [Theory]
    [InlineData("mpm_prefork", "AH00171", true, true, false, false)]
    [InlineData("mpm_worker", "AH00297", true, true, false, false)]
    [InlineData("mpm_event", "AH00493", true, true, false, false)]
    [InlineData("mpm_prefork", "AH00173", false, true, false, false)]
    [InlineData("mpm_worker", "AH00298", false, true, false, false)]
    [InlineData("mpm_event", "AH00494", false, true, false, false)]
    [InlineData("mpm_prefork", "AH00163", false, false, true, false)]
    [InlineData("mpm_worker", "AH00292", false, false, true, false)]
    [InlineData("mpm_event", "AH00489", false, false, true, false)]
    [InlineData("mpm_prefork", "AH00169", false, false, false, true)]
    [InlineData("mpm_prefork", "AH00170", false, false, false, true)]
    [InlineData("mpm_worker", "AH00295", false, false, false, true)]
    [InlineData("mpm_worker", "AH00296", false, false, false, true)]
    [InlineData("mpm_event", "AH00491", false, false, false, true)]
    [InlineData("mpm_event", "AH00492", false, false, false, true)]
    [InlineData("mpm_event", "AH00094", false, false, false, false)]
    public void Notice_OfTheServerItself(string module, string code, bool isGraceful, bool isReload, bool isStart, bool isStop)
    {
        LoggedLine line = Logged($"[Mon Nov 23 12:39:51.702906 2026] [{module}:notice] [pid 73:tid 73] {code}: text");

        Assert.Equal((isGraceful, isReload, isStart, isStop), (line.IsGracefulRestart, line.IsReload, line.IsStart, line.IsOrderlyStop));
    }

    /// <summary>No client's text can stand where the server's own code does.</summary>
    [Theory]
    [InlineData("[a] [core:error] [pid 73:tid 73] [client 1.2.3.4] AH00169: caught SIGTERM")]
    [InlineData("[a] [core:notice] [pid 73:tid 73] [client 1.2.3.4:5] AH00169: caught SIGTERM")]
    [InlineData("[a] [core:error] [pid 73:tid 73] x] AH00169: y [core:notice] [pid 73:tid 73] AH00169: caught SIGTERM")]
    [InlineData("AH00169: caught SIGTERM")]
    [InlineData("[a] [core:notice] [pid 73:tid 73] AH00169 caught SIGTERM")]
    public void Notice_ThatIsNone(string line) => Assert.False(Logged(line).IsOrderlyStop);

    [Theory]
    [InlineData("[Mon Nov 23 12:39:51.702906 2026] x", true)]
    [InlineData("[Mon Nov 23 12:39:51 2026] x", true)]
    [InlineData("[Mon Nov 23 12:39:51 1970] x", false)]
    [InlineData("[Tue Nov 23 12:39:51 1971] x", true)]
    [InlineData("[Tue Nov 23 12:39:51 2499] x", false)]
    [InlineData("[Mon Nov 23 12:39:51 2499] x", true)]
    [InlineData("[Tue Nov 23 12:39:51 2500] x", false)]
    [InlineData("Mon Nov 23 12:39:51 2026] x", false)]
    [InlineData("[Mon Nov 23 12:39:51 2026", false)]
    [InlineData("[] x", false)]
    [InlineData("", false)]
    public void Time_OfTheDefaultFormat(string line, bool isRead)
    {
        Assert.Equal(isRead, Logged(line).At is not null);
        Assert.Null(LoggedLine.Read(line, null, default).At);
    }

    [Fact]
    public void Signal_OfALineWithoutATime_IsOfTheReading() =>
        Assert.Equal(DateTimeOffset.UnixEpoch, LoggedLine.Read("(43)Identifier removed: AH00144: couldn't grab the accept mutex", TimeSpan.Zero, DateTimeOffset.UnixEpoch).Signal!.ObservedAt);

    private static LoggedLine Logged(string line) => LoggedLine.Read(line, TimeSpan.Zero, DateTimeOffset.UnixEpoch);

    private static Evidence Read(Recording recording) => Evidence(recording.ToString());

    private static Evidence Evidence(string text)
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(text);
        Assert.Null(error);
        return evidence!;
    }
}
