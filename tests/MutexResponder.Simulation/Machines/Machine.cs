using System.Globalization;
using MutexResponder.Simulation.Time;

namespace MutexResponder.Simulation.Machines;

/// <summary>
/// One instance: what is on its disk, what runs on it, and what its log says. Its behaviour follows what was measured on
/// real Apache; the evidence it gives is held to recordings of the real one.
/// </summary>
internal sealed class Machine(InstanceId id, EventQueue queue, Prng prng)
{
    /// <summary>Lines kept of the error log; the collect script prints no more.</summary>
    private const int MaxLogLines = 40;

    /// <summary>The hazard that also speaks against a reload.</summary>
    public const string PackageManager = "package-manager-at-work";

    private const int ChildCount = 5;

    private readonly List<string> _errorLog = [];
    private readonly List<string> _sessions = [];
    private readonly List<TimeSpan> _skewsBefore = [];
    private int _nextPid = 73;
    private int _nextSemaphore;
    private int _session = 13;
    private object? _lockHolder;

    public InstanceId Id => id;

    public string Hostname { get; init; } = "a";

    public string Mpm { get; init; } = "prefork";

    /// <summary>How far its clock is ahead; somebody may set it.</summary>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>A second Apache, of another user, serves on it and logs to the same stream.</summary>
    public bool HasNeighbour { get; init; }

    /// <summary>What speaks against a reboot, in the scripts' word; null where nothing does.</summary>
    public string? Hazard { get; set; }

    public Dictionary<string, string> Tags { get; } = [];

    /// <summary>EC2's word.</summary>
    public string State { get; set; } = "running";

    public bool IsUp { get; private set; }

    public int BootNumber { get; private set; }

    public string BootId { get; private set; } = "";

    /// <summary>Virtual time.</summary>
    public TimeSpan BootedAt { get; private set; }

    public Configuration Config { get; set; } = new();

    /// <summary>What the step before the recovery made of the configuration that it was ordered on. It lies in memory and is gone with the boot.</summary>
    public (string Expected, string Left)? ConfigurationNote { get; set; }

    public Apache Apache { get; private set; } = new();

    /// <summary>By incident id; survives reboots.</summary>
    public Dictionary<IncidentId, StateDirectory> StateDirectories { get; } = [];

    /// <summary>One of the changing scripts runs. The lock lies in memory and is gone with the boot.</summary>
    public bool IsLocked => _lockHolder is not null;

    public IReadOnlyList<string> ErrorLog => _errorLog;

    public IReadOnlyList<string> Sessions => _sessions;

    /// <summary>Told of each line that the log agent ships: its text, and the machine's own clock.</summary>
    public Action<string, DateTimeOffset> LineLogged { get; set; } = (_, _) => { };

    /// <summary>The truth: the boot in which semaphores of Apache's were last really removed, a running one's or a killed one's.</summary>
    public string? RemovedInBoot { get; private set; }

    /// <summary>The truth: when that was; virtual time.</summary>
    public TimeSpan RemovedAt { get; private set; }

    /// <summary>The truth: Apache has not started since.</summary>
    public bool IsRemovedSinceStart { get; private set; }

    /// <summary>The truth: since when a removal, and nothing else, keeps the site down; null where it does not.</summary>
    public TimeSpan? DownByRemovalSince { get; private set; }

    /// <summary>The truth: who took the site down while it answered; null where it answers, or never did since the machine started.</summary>
    public string? LostBy { get; private set; }

    /// <summary>As the evidence and the scripts name the parent; with what a dead one left in its pid file.</summary>
    public string ParentIdentity => (Apache.ParentPid, Apache.PidFilePid) switch
    {
        ({ } parent, _) => string.Create(CultureInfo.InvariantCulture, $"{parent}-{ParentStartTicks}"),
        (_, { } left) => string.Create(CultureInfo.InvariantCulture, $"none-{left}"),
        _ => "none",
    };

    /// <summary>Ticks of 1/100 s between the boot and Apache's start.</summary>
    public long ParentStartTicks => TicksAt(Apache.StartedAt);

    /// <summary>Ticks of 1/100 s between the boot and <paramref name="elapsed"/>, virtual time.</summary>
    public long TicksAt(TimeSpan elapsed) => (long)((elapsed - BootedAt).TotalSeconds * 100);

    public bool SiteAnswers => IsUp && Apache.Answers;

    public DateTimeOffset Clock => queue.Now + ClockSkew;

    /// <summary>Sets the clock. Where it would come close to one that the machine has had, it is set further: see README.md's known limits.</summary>
    /// <param name="skew">How far it is ahead from now on, or more.</param>
    /// <param name="apart">How far from each clock before it.</param>
    public void SetClock(TimeSpan skew, TimeSpan apart)
    {
        _skewsBefore.Add(ClockSkew);
        while (_skewsBefore.Exists(before => (skew - before).Duration() < apart))
        {
            skew += apart;
        }

        ClockSkew = skew;
    }

    /// <summary>The machine starts; Apache does a moment later.</summary>
    public void Boot()
    {
        IsUp = true;
        BootNumber++;
        BootId = NewUuid();
        BootedAt = queue.Elapsed;
        Apache = new Apache { PidFilePid = Apache.PidFilePid, PidFileWrittenAt = Apache.PidFileWrittenAt };
        _lockHolder = null;
        ConfigurationNote = null;
        _nextPid = 73;
        DownByRemovalSince = null;
    }

    public StateDirectory StateOf(IncidentId incidentId) =>
        StateDirectories.TryGetValue(incidentId, out StateDirectory? state) ? state : StateDirectories[incidentId] = new StateDirectory();

    public void Lock(object holder) => _lockHolder = holder;

    public void Unlock(object holder) => _lockHolder = ReferenceEquals(_lockHolder, holder) ? null : _lockHolder;

    /// <summary>Everything in memory is gone.</summary>
    /// <param name="inOrder">Services are stopped first, and say so.</param>
    /// <param name="by">Who is to blame.</param>
    public void GoDown(bool inOrder, string by)
    {
        Lose(by);
        if (inOrder)
        {
            StopApache(by);
        }

        IsUp = false;
        BootNumber++;
        _lockHolder = null;
        Hazard = null;
        DownByRemovalSince = null;
        Apache.ParentPid = null;
        Apache.OrphanPid = null;
        Apache.ChildPids.Clear();
        Apache.Semaphores.Clear();
        Apache.IsLooping = false;
    }

    /// <summary>False where it cannot start: the configuration is broken, an orphan holds the ports, or it runs already.</summary>
    public bool StartApache()
    {
        if (Config.IsBroken || Apache.ParentPid is not null || Apache.OrphanPid is not null)
        {
            return false;
        }

        Apache.ParentPid = Apache.PidFilePid = _nextPid++;
        Apache.StartedAt = Apache.PidFileWrittenAt = queue.Elapsed;
        NewGeneration();
        return true;
    }

    /// <summary>
    /// A graceful reload: the parent takes the configuration anew, with new mutexes and new children. It ends where it cannot take it, and
    /// repairs what was removed where its children die of it.
    /// </summary>
    public void ReloadApache()
    {
        if (Apache.ParentPid is not { } parent)
        {
            return;
        }

        Log($"[mpm_{Mpm}:notice] [pid {parent}:tid {parent}] {(Mpm == "worker" ? "AH00297" : "AH00171")}: {(Mpm == "worker" ? "SIGUSR1 received.  Doing graceful restart" : "Graceful restart requested, doing restart")}");
        Apache.ChildPids.Clear();
        Apache.Semaphores.Clear();
        if (Config.IsBroken)
        {
            Lose("our reload");
            Apache.ParentPid = null;
            return;
        }

        NewGeneration();
    }

    private void NewGeneration()
    {
        Apache.Loaded = Config;
        Apache.GenerationAt = queue.Elapsed;
        Apache.LoadedAtSeconds = Clock.ToUnixTimeSeconds();
        Apache.RunsImmune = Config.IsImmune;
        Apache.IsLooping = false;
        IsRemovedSinceStart = false;
        DownByRemovalSince = null;
        LostBy = null;
        int childCount = Mpm == "worker" ? 2 : ChildCount;
        for (int i = 0; i < childCount; i++)
        {
            Apache.ChildPids.Add(_nextPid++);
        }

        if (!Apache.RunsImmune)
        {
            Apache.Semaphores.Add(new Semaphore(_nextSemaphore++, queue.Elapsed));
        }

        string code = Mpm == "worker" ? "AH00292" : "AH00163";
        Log($"[mpm_{Mpm}:notice] [pid {Apache.ParentPid}:tid {Apache.ParentPid}] {code}: Apache/2.4.71 (Debian) configured -- resuming normal operations");
        Log($"[core:notice] [pid {Apache.ParentPid}:tid {Apache.ParentPid}] AH00094: Command line: '/usr/sbin/apache2'");
    }

    /// <summary>An orderly stop: a living parent takes its children and its semaphore along. Orphans stay.</summary>
    /// <param name="by">Who is to blame.</param>
    public void StopApache(string by)
    {
        Lose(by);
        if (Apache.ParentPid is { } parent)
        {
            Log($"[mpm_{Mpm}:notice] [pid {parent}:tid {parent}] {(Mpm == "worker" ? "AH00295" : "AH00169")}: caught SIGTERM, shutting down");
            Apache.ParentPid = null;
            Apache.PidFilePid = null;
            Apache.ChildPids.Clear();
            Apache.Semaphores.Clear();
            Apache.IsLooping = false;
        }

        DownByRemovalSince = null;
    }

    public void KillOrphan() => Apache.OrphanPid = null;

    /// <summary>
    /// The whole service dies at once without a word, as by the kernel's out-of-memory killer; its array stays. Not done to
    /// a server with file mutexes: with a forged line before it, nothing on the machine tells that from a removal, and
    /// starting it again is right for both.
    /// </summary>
    public void KillApache()
    {
        if (Apache.RunsImmune)
        {
            return;
        }

        Lose("a kill");
        Apache.ParentPid = null;
        Apache.OrphanPid = null;
        Apache.ChildPids.Clear();
        Apache.IsLooping = false;
        DownByRemovalSince = null;
    }

    /// <summary>The last session of Apache's user ends, and logind removes what the user owns.</summary>
    /// <returns>Whether a running server lost its semaphore.</returns>
    public bool EndSession()
    {
        _session++;
        string prefix = $"{Clock.ToString("MMM dd HH:mm:ss", CultureInfo.InvariantCulture)} {Hostname} systemd-logind[512]: ";
        _sessions.AddRange([$"{prefix}New session {_session} of user webapp.", $"{prefix}Session {_session} logged out. Waiting for processes to exit.", $"{prefix}Removed session {_session}."]);
        if (_sessions.Count > 9)
        {
            _sessions.RemoveRange(0, 3);
        }

        bool hadSemaphore = Apache.ParentPid is not null && !Apache.RunsImmune && !Apache.IsLooping;
        if (Apache.Semaphores.Count > 0)
        {
            RemovedInBoot = BootId;
            RemovedAt = queue.Elapsed;
            IsRemovedSinceStart = true;
        }

        Apache.Semaphores.Clear();
        if (!hadSemaphore)
        {
            return false;
        }

        DownByRemovalSince = queue.Elapsed;
        Lose("a removal");
        if (Mpm == "worker")
        {
            FailAsWorker();
        }
        else
        {
            FailAsPrefork();
        }

        return true;
    }

    /// <summary>
    /// A line that anybody who shares Apache's standard error can write, in the exact format: while Apache runs. Not in the
    /// second of its start: the kernel tells the age of a semaphore in whole seconds, which is all that speaks against it.
    /// </summary>
    public void ForgeLine()
    {
        if (!Apache.Answers || queue.Elapsed - Apache.StartedAt < TimeSpan.FromSeconds(2))
        {
            return;
        }

        int pid = Apache.ChildPids.Count > 0 ? Apache.ChildPids[0] : 77;
        LogAndShip($"[mpm_prefork:emerg] [pid {pid}:tid {pid}] (43)Identifier removed: AH00144: couldn't grab the accept mutex");
    }

    /// <summary>The second Apache loses its own semaphore and says so in the same stream; the main one is as it was.</summary>
    public void NeighbourFails() =>
        LogAndShip("[mpm_prefork:emerg] [pid 9012:tid 9012] (43)Identifier removed: AH00144: couldn't grab the accept mutex", isOwnLog: false);

    /// <summary>prefork: the idle children die, the parent gives up, and the child that held the mutex lives on.</summary>
    private void FailAsPrefork()
    {
        int parent = Apache.ParentPid!.Value;
        int orphan = Apache.ChildPids[prng.Below(Apache.ChildPids.Count)];
        foreach (int child in Apache.ChildPids.Where(pid => pid != orphan))
        {
            LogAndShip($"[mpm_prefork:emerg] [pid {child}:tid {child}] (43)Identifier removed: AH00144: couldn't grab the accept mutex");
        }

        Log($"[core:alert] [pid {parent}:tid {parent}] AH00050: Child {Apache.ChildPids[0]} returned a Fatal error... Apache is exiting!");
        Log($"[:emerg] [pid {parent}:tid {parent}] AH02818: MPM run failed, exiting");
        Apache.ParentPid = null;
        Apache.ChildPids.Clear();
        Apache.OrphanPid = orphan;
    }

    /// <summary>worker: the parent lives and starts children that die.</summary>
    private void FailAsWorker()
    {
        (int Errno, string Text, string Verb)[] lines = [(43, "Identifier removed", "lock"), (22, "Invalid argument", "unlock"), (22, "Invalid argument", "lock")];
        foreach ((int errno, string text, string verb) in lines)
        {
            int pid = _nextPid++;
            LogAndShip($"[mpm_worker:emerg] [pid {pid}:tid {pid + 50}] ({errno}){text}: AH00272: apr_proc_mutex_{verb} failed before this child process served any requests.");
        }

        Apache.ChildPids.Clear();
        Apache.ChildPids.Add(_nextPid++);
        Apache.IsLooping = true;
    }

    private void LogAndShip(string rest, bool isOwnLog = true) => LineLogged(isOwnLog ? Log(rest) : Dated(rest), Clock);

    private string Dated(string rest) => $"[{Clock.ToString("ddd MMM dd HH:mm:ss.ffffff yyyy", CultureInfo.InvariantCulture)}] {rest}";

    private string Log(string rest)
    {
        string line = Dated(rest);
        _errorLog.Add(line);
        if (_errorLog.Count > MaxLogLines)
        {
            _errorLog.RemoveAt(0);
        }

        return line;
    }

    private void Lose(string by) => LostBy = SiteAnswers ? by : LostBy;

    private string NewUuid()
    {
        ulong high = prng.NextBits();
        ulong low = prng.NextBits();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{high >> 32:x8}-{(high >> 16) & 0xffff:x4}-4{high & 0xfff:x3}-8{low >> 52:x3}-{low & 0xffffffffffff:x12}");
    }
}
