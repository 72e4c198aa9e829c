using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;

namespace MutexResponder.Inspection;

/// <summary>
/// What the collect script found on the machine, typed. A null or an empty list means "not found out";
/// whoever reads it must not take that for "not so". Times are the machine's own clock.
/// </summary>
public sealed record Evidence
{
    public required BootId BootId { get; init; }

    /// <summary>What the script printed, section by section; null where it was not read from a script's output.</summary>
    public EvidenceBlock? Block { get; init; }

    /// <summary>The machine's clock when the script started.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The machine's offset from UTC, null where not recorded.</summary>
    public TimeSpan? UtcOffset { get; init; }

    /// <summary>When the kernel started, by the machine's clock; null where not recorded.</summary>
    public DateTimeOffset? KernelStartedAt { get; init; }

    /// <summary>Whether the script ran as root: without it sockets and logs of others stay unseen.</summary>
    public bool CollectedAsRoot { get; init; }

    /// <summary>Its name for people, from os-release(5); empty where unknown.</summary>
    public string OperatingSystem { get; init; } = "";

    /// <summary>Null where no Apache is installed in a place we know.</summary>
    public ApacheInstallation? Apache { get; init; }

    /// <summary><c>Server version: …</c> as <c>-v</c> prints it, empty where unknown.</summary>
    public string ServerVersion { get; init; } = "";

    /// <summary>The MPM in lower case (<c>prefork</c>, <c>worker</c>, <c>event</c>), empty where unknown.</summary>
    public string Mpm { get; init; } = "";

    /// <summary>What APR picks where the configuration says <c>default</c>, from <c>-V</c>.</summary>
    public MutexMechanism AprDefault { get; init; }

    /// <summary>APR's version as loaded, empty where unknown.</summary>
    public string AprVersion { get; init; } = "";

    /// <summary>Exit status of the configuration test; null where it did not run.</summary>
    public int? ConfigTestExitStatus { get; init; }

    public ImmutableArray<string> ConfigTestOutput { get; init; } = [];

    /// <summary>Mutex lines of DUMP_RUN_CFG: the configuration on disk.</summary>
    public ImmutableArray<MutexSetting> MutexSettings { get; init; } = [];

    /// <summary>Null where not computed.</summary>
    public ConfigHash? ConfigHash { get; init; }

    /// <summary>Lines of the configuration by which a tool says that it writes it, <c>file:line:text</c>: Puppet, Ansible, Chef, Salt, CFEngine.</summary>
    public ImmutableArray<string> ManagedBy { get; init; } = [];

    /// <summary><c>file:line:text</c> of the Mutex, Listen and MPM lines, and of those that include the folders with patterns.</summary>
    public ImmutableArray<string> Directives { get; init; } = [];

    /// <summary>The main Apache's processes: its parent, that one's children, and orphans.</summary>
    public ImmutableArray<ApacheProcess> Processes { get; init; } = [];

    /// <summary>Processes of another Apache on this machine.</summary>
    public ImmutableArray<ApacheProcess> OtherApaches { get; init; } = [];

    /// <summary>False where /proc was not seen whole: then no process proves nothing.</summary>
    public bool ProcessesWereRead { get; init; }

    /// <summary>The mutexes that the running server holds as files, by name; null where the parent's open files were not read.</summary>
    public ImmutableArray<string>? FileLocks { get; init; }

    /// <summary>
    /// Programs called as Apache's that are not the main one's, <c>PID here|elsewhere NAME CGROUP</c>: in another IPC namespace, or, where no
    /// Apache is known, here. Anybody can call a program so.
    /// </summary>
    public ImmutableArray<string> Neighbours { get; init; } = [];

    /// <summary>The pid in the pid file, null where there is none.</summary>
    public int? PidFilePid { get; init; }

    /// <summary>The pid file names a process of root's that runs the server in another IPC namespace, such as a unit with PrivateIPC=yes: its arrays are not those seen here.</summary>
    public bool ParentIsElsewhere { get; init; }

    /// <summary>
    /// Whether it was written in this boot: it lies in memory, or its time is later than the kernel's start. A source build keeps it on
    /// the disk, where it outlives a boot. Null where that is not known.
    /// </summary>
    public bool? PidFileIsOfThisBoot { get; init; }

    public ImmutableArray<ListeningSocket> Listeners { get; init; } = [];

    /// <summary>Empty where no port was tried: the script tries none while the parent is dead.</summary>
    public ImmutableArray<HttpProbe> Probes { get; init; } = [];

    /// <summary>The semaphore arrays of Apache's user that root made as Apache makes them; null where they were not read, or not all of them listed.</summary>
    public ImmutableArray<SemaphoreArray>? Semaphores { get; init; }

    /// <summary>As many of them as the script listed.</summary>
    public ImmutableArray<SemaphoreArray> ListedSemaphores { get; init; } = [];

    /// <summary>How many arrays there are, whoever owns them; null where not counted.</summary>
    public int? SemaphoreArrayCount { get; init; }

    /// <summary>How many semaphores there are in all of them; null where not counted.</summary>
    public int? SemaphoreCount { get; init; }

    /// <summary>Null where not recorded.</summary>
    public SemaphoreLimits? SemaphoreLimits { get; init; }

    /// <summary><c>ipcs -a</c> as printed, for the report only.</summary>
    public string IpcsText { get; init; } = "";

    /// <summary>Apache's User; empty where unknown.</summary>
    public string ApacheUser { get; init; } = "";

    /// <summary>Its uid; null where unknown.</summary>
    public int? ApacheUid { get; init; }

    /// <summary>Logind's effective RemoveIPC; null where unknown.</summary>
    public bool? RemoveIpc { get; init; }

    /// <summary>Where <see cref="RemoveIpc"/> was read: <c>busctl</c>, <c>config</c> or <c>default</c>.</summary>
    public string RemoveIpcSource { get; init; } = "";

    /// <summary>Whether logind keeps Apache's user after its last logout (loginctl enable-linger): then nothing of it is removed. Null where unknown.</summary>
    public bool? Lingers { get; init; }

    /// <summary>Lines on ended sessions, from the journal or the authentication log, oldest first.</summary>
    public ImmutableArray<string> SessionEnds { get; init; } = [];

    /// <summary>Lines of the error log that name a code or a mutex, oldest first.</summary>
    public ImmutableArray<LoggedLine> ErrorLog { get; init; } = [];

    /// <summary>False where the log could not be found or read: then no line proves nothing.</summary>
    public bool ErrorLogWasRead { get; init; }

    public LockDirectoryFacts? LockDirectory { get; init; }

    /// <summary>Directories of mutex files, other than the layout's own, that lie in memory and that nothing makes at the next boot.</summary>
    public ImmutableArray<string> LockDirectoriesGoneAtBoot { get; init; } = [];

    /// <summary>The service's unit as systemd shows it, key=value lines.</summary>
    public ImmutableArray<string> Unit { get; init; } = [];

    /// <summary>
    /// The line by which systemd says that it starts or stops a server that the processes, read a moment before, lack: it comes or goes while we
    /// look. Null where one runs, or none is on its way.
    /// </summary>
    public string? UnitOnItsWay => Parent is not null ? null
        : Unit.FirstOrDefault(line => line is "ActiveState=activating" or "ActiveState=deactivating" or "ActiveState=reloading"
            || (line.StartsWith("MainPID=", StringComparison.Ordinal) && line != "MainPID=0" && Unit.Contains("ActiveState=active")));

    /// <summary>Sections cut at their bound.</summary>
    public ImmutableArray<string> CutSections { get; init; } = [];

    /// <summary>The main Apache's parent; null where it is dead.</summary>
    public ApacheProcess? Parent => Processes.FirstOrDefault(p => p.Role == ProcessRole.Parent);

    /// <summary>When the running server last took its configuration and wrote its pid file, in seconds since 1970; null where none runs, or it is not known.</summary>
    public long? LoadedAtSeconds { get; init; }

    /// <summary>The parent, and what it has loaded: a changing script acts on no server that was reloaded since.</summary>
    public ParentIdentity ExpectedParent => Parent is null ? ParentIdentity : ParentIdentity with { LoadedAtSeconds = LoadedAtSeconds };

    public ParentIdentity ParentIdentity => Parent is { } parent ? new(parent.Pid, parent.StartTicks) : new(PidFilePid, null);

    /// <summary>Children whose parent is dead. One of them usually still holds the ports.</summary>
    public ImmutableArray<ApacheProcess> Orphans => [.. Processes.Where(p => p.Role == ProcessRole.Orphan)];

    /// <summary>When the parent started, by the machine's clock; null where it is dead or the start is not known.</summary>
    public DateTimeOffset? ParentStartedAt =>
        Parent is { StartTicks: >= 0 and < 1_000_000_000_000 } parent && KernelStartedAt is { } kernel ? kernel.AddSeconds(parent.StartTicks / 100.0) : null;

    /// <summary>The seconds since boot by the machine's own clock when the script ran; null where not recorded.</summary>
    public long? UptimeSeconds => KernelStartedAt is { } start ? (long)(TakenAt - start).TotalSeconds : null;

    /// <summary>Ports that the main Apache's processes listen on now.</summary>
    public ImmutableArray<int> ApachePorts => [.. Sockets.Select(l => l.Port).Distinct().Order()];

    private IEnumerable<ListeningSocket> Sockets => Listeners.Where(l => l.ApachePids.Any(pid => Processes.Any(p => p.Pid == pid)));

    /// <summary>
    /// Every port answered: true; one that was asked did not: false. Null where that is not known: none was found, or one could not be asked.
    /// Whoever keeps us from asking makes no outage.
    /// </summary>
    public bool? SiteAnswers => Probes.Any(p => p.Answered == false) ? false : Probes.Length > 0 && Probes.All(p => p.Answered == true) ? true : null;

    /// <summary>
    /// Sockets that Apache listens on; where none of it lives, the Listen directives, some of which may stand in a section
    /// that does not apply (Debian ships <c>Listen 443</c> inside an IfModule).
    /// </summary>
    public int ListeningSocketCount => Sockets.Count() is var sockets and > 0 ? sockets : ListenCount;

    /// <summary>Listen directives in the configuration, read from <see cref="Directives"/>; 0 where none was found.</summary>
    public int ListenCount => Directives.Count(IsListen);

    /// <summary>
    /// Whether this server makes an accept mutex at all: event never does, and with one listening socket
    /// prefork and worker do not either. Null where the MPM or the sockets are not known, as where none lives and more than one is named only
    /// by a line that may not apply.
    /// </summary>
    public bool? HasAcceptMutex => Mpm switch
    {
        "prefork" or "worker" => ListeningSocketCount > 1 ? (Sockets.Any() || SureListenCount > 1 ? true : null) : ListeningSocketCount == 1 ? false : null,
        "event" => false,
        _ => null,
    };

    /// <summary>Listen directives that apply: a line set in stands in a section, as a rule one for mod_ssl, which names its mutex where it is loaded.</summary>
    private int SureListenCount => Directives.Count(line => IsListen(line) && (MutexSettings.Any(s => s.Name == "ssl-cache") || line.Split(':', 3) is not [_, _, [' ', ..]]));

    /// <summary>Arrays that look like Apache's own; null where the arrays or the uid are not known.</summary>
    public ImmutableArray<SemaphoreArray>? ApacheSemaphores =>
        Semaphores is { } all && ApacheUid is { } uid ? [.. all.Where(s => s.HasApacheFingerprint(uid))] : null;

    /// <summary>Whether the kernel would refuse one more array of one semaphore now; null where limits or arrays are not known.</summary>
    public bool? IsSemaphoreLimitReached =>
        SemaphoreLimits is { } limits && SemaphoreArrayCount is { } count
            ? count >= limits.MaxArrays || SemaphoreCount >= limits.MaxSemaphores
            : null;

    /// <summary>
    /// Listed arrays of Apache's kind that nobody is left to use: no process of Apache is alive here, and APR's arrays are private
    /// to the processes that inherit them. Empty while any is alive, the main one's or not.
    /// </summary>
    public ImmutableArray<SemaphoreArray> LeftoverSemaphores =>
        ProcessesWereRead && Processes.Length + OtherApaches.Length == 0 && ApacheUid is { } uid ? [.. ListedSemaphores.Where(s => s.HasApacheFingerprint(uid))] : [];

    /// <summary>
    /// The last orderly stop since the last start; null where there is none. Whatever line comes after it is not Apache's own trouble:
    /// it had been told to end.
    /// </summary>
    public LoggedLine? OrderlyStop => ErrorLogSinceStart().LastOrDefault(line => line.IsOrderlyStop);

    /// <summary>
    /// The parent is dead and did not end in order: it takes its pid file away when it is stopped, and leaves no child behind.
    /// Both outlive a parent that gave up. A pid file of an earlier boot tells nothing of this one.
    /// </summary>
    public bool ParentGaveUp => Parent is null && ((PidFilePid is not null && PidFileIsOfThisBoot == true) || Orphans.Length > 0);

    /// <summary>The mechanism that the configuration on disk gives a mutex.</summary>
    public MutexMechanism MechanismOnDisk(string mutexName)
    {
        MutexSetting? own = MutexSettings.FirstOrDefault(s => s.Name == mutexName);
        MutexSetting? setting = own is null or { UsesDefaults: true } ? MutexSettings.FirstOrDefault(s => s.Name == "default") : own;
        return setting switch
        {
            null => MutexMechanism.Unknown,
            { UsesDefaults: true } or { MechanismWord: "default" } => AprDefault,
            _ => MutexMechanisms.Parse(setting.MechanismWord),
        };
    }

    /// <summary>The accept mutex's mechanism on disk, or the default's where the server registers no accept mutex.</summary>
    public MutexMechanism AcceptMechanismOnDisk => MechanismOnDisk("mpm-accept");

    /// <summary>
    /// The directive that sets the accept mutex by its name to System V semaphores, as <c>file:line:text</c> where it was found;
    /// null where <c>default</c> decides. A later <c>Mutex … default</c> does not override it.
    /// </summary>
    public string? ExplicitAcceptMutexDirective =>
        MutexSettings.Any(s => s is { Name: "mpm-accept", UsesDefaults: false }) && AcceptMechanismOnDisk == MutexMechanism.SysVSem
            ? Directives.LastOrDefault(d => d.Contains("mpm-accept", StringComparison.Ordinal) && !d.Contains('#', StringComparison.Ordinal)) ?? "Mutex … mpm-accept"
            : null;

    /// <summary>
    /// Whether the running server holds its accept mutex as a file, by what its parent holds open; null where that was not read.
    /// The configuration says what it would do after a start.
    /// </summary>
    public bool? AcceptRunsOnFile => FileLocks?.Contains("mpm-accept");

    /// <summary>
    /// The configuration on disk makes the accept mutex something that nobody can remove, and the running server still has arrays of its own. A
    /// module can make some too: where the parent holds the accept mutex as a file they are such.
    /// </summary>
    public bool RunsOnOldSemaphores =>
        AcceptMechanismOnDisk.IsImmuneToRemoval() && HasAcceptMutex != false && AcceptRunsOnFile != true
        && ApacheSemaphores is { Length: > 0 } arrays && ParentStartedAt is { } start && arrays.Any(a => a.ChangedAt >= start.AddSeconds(-2));

    /// <summary>Whether the server has mutexes that somebody can remove, by its configuration and what it runs on; null where that is not known.</summary>
    public bool? OwnsRemovableMutexes
    {
        get
        {
            bool? accept = (HasAcceptMutex, AcceptMechanismOnDisk) switch
            {
                (false, _) => false,
                (_, MutexMechanism.Unknown) => null,
                (_, MutexMechanism.SysVSem) => true,
                _ => RunsOnOldSemaphores,
            };

            // A module names its mutexes whether it makes them or not: the arrays say.
            return accept == false && !ModuleSemaphoreMutexes.IsEmpty ? ApacheSemaphores is { } arrays ? arrays.Length > 0 : null : accept;
        }
    }

    /// <summary>A line of the configuration makes mutexes something that nobody can remove; else APR's build, the MPM or the number of ports decides.</summary>
    public bool IsImmuneByConfiguration => MutexSettings.FirstOrDefault(s => s.Name == "default") is { UsesDefaults: false, MechanismWord: not "default" and { } word }
        && MutexMechanisms.Parse(word).IsImmuneToRemoval();

    /// <summary>The modules' mutexes that are System V semaphores by the configuration on disk.</summary>
    public ImmutableArray<string> ModuleSemaphoreMutexes =>
    [
        .. MutexSettings.Select(s => s.Name).Where(name => name is not ("default" or "mpm-accept") && MechanismOnDisk(name) == MutexMechanism.SysVSem)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Those of them that a line of their own keeps so, whatever the default is.</summary>
    public ImmutableArray<string> ExplicitModuleMutexes =>
        [.. ModuleSemaphoreMutexes.Where(name => MutexSettings.Any(s => s.Name == name && !s.UsesDefaults))];

    /// <summary>Lines whose signal has one of these kinds, oldest first.</summary>
    public IEnumerable<LoggedLine> LogOf(SignalKind kind) => ErrorLog.Where(line => line.Signal?.Kind == kind);

    /// <summary>Lines after the last "resuming normal operations"; all of them where there is none.</summary>
    public ImmutableArray<LoggedLine> ErrorLogSinceStart()
    {
        int start = -1;
        for (int i = ErrorLog.Length - 1; i >= 0 && start < 0; i--)
        {
            start = ErrorLog[i].IsStart ? i : -1;
        }

        return ErrorLog[(start + 1)..];
    }

    private static bool IsListen(string directive) => directive.Split(':', 3) is [_, _, var line]
        && line.TrimStart() is { Length: > 6 } text && text.StartsWith("Listen", StringComparison.OrdinalIgnoreCase) && char.IsWhiteSpace(text[6]);
}

/// <summary>The directory that the remedy puts lock files in.</summary>
/// <param name="Path">Such as <c>/var/lock/apache2</c>.</param>
/// <param name="Exists">Whether it is there now. apachectl makes it at every start on Debian and Ubuntu.</param>
/// <param name="FileSystem">The file system's type as stat(1) names it, empty where unknown.</param>
public sealed record LockDirectoryFacts(string Path, bool Exists, string FileSystem)
{
    /// <summary>fcntl locks are not to be trusted on these.</summary>
    public bool IsOnNetworkFileSystem =>
        FileSystem.StartsWith("nfs", StringComparison.OrdinalIgnoreCase)
        || FileSystem.StartsWith("cifs", StringComparison.OrdinalIgnoreCase)
        || FileSystem.StartsWith("smb", StringComparison.OrdinalIgnoreCase)
        || FileSystem.StartsWith("fuse", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Where Apache lives on the machine, as the collect script's entry for its distribution says.</summary>
/// <param name="Layout">The entry's name, such as <c>debian</c>.</param>
/// <param name="ControlProgram">Such as <c>/usr/sbin/apache2ctl</c>.</param>
/// <param name="Server">The executable, such as <c>/usr/sbin/apache2</c>; where one is installed for each MPM, all with blanks.</param>
/// <param name="ConfigRoot">Such as <c>/etc/apache2</c>.</param>
/// <param name="MainConfig">Such as <c>/etc/apache2/apache2.conf</c>.</param>
/// <param name="ErrorLogPath">The main error log, empty where unknown.</param>
/// <param name="Unit">The service's name, empty where unknown.</param>
/// <param name="FixLine">The line that moves the mutexes to files, such as <c>Mutex file:/run/httpd default</c>.</param>
/// <param name="FixFiles">Where it may go: remedy (such as <c>conf-d</c>) to file, the layout's own choice first.</param>
public sealed record ApacheInstallation(
    string Layout, string ControlProgram, string Server, string ConfigRoot, string MainConfig, string ErrorLogPath, string Unit, string FixLine, ImmutableArray<KeyValuePair<string, string>> FixFiles)
{
    /// <summary>The file of a remedy; null where the layout does not have it.</summary>
    public string? FixFile(string remedy) => FixFiles.FirstOrDefault(fix => fix.Key == remedy).Value;
}

/// <summary>The kernel's limits in this IPC namespace, from <c>/proc/sys/kernel/sem</c> (proc(5)): SEMMSL SEMMNS SEMOPM SEMMNI.</summary>
/// <param name="MaxSemaphores">SEMMNS: semaphores in all arrays together.</param>
/// <param name="MaxArrays">SEMMNI: arrays.</param>
public sealed record SemaphoreLimits(int MaxSemaphores, int MaxArrays)
{
    /// <summary>Reads the file's one line; null for anything else. Never throws.</summary>
    public static SemaphoreLimits? TryRead(string line)
    {
        string[] f = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return f.Length == 4
            && int.TryParse(f[1], NumberStyles.None, CultureInfo.InvariantCulture, out int semaphores)
            && int.TryParse(f[3], NumberStyles.None, CultureInfo.InvariantCulture, out int arrays)
            ? new SemaphoreLimits(semaphores, arrays)
            : null;
    }
}
