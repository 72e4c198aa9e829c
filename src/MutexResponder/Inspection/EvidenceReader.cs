using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Wording;

namespace MutexResponder.Inspection;

/// <summary>Turns the collect script's output into <see cref="Evidence"/>.</summary>
public static class EvidenceReader
{
    /// <summary>The year 2500: a clock beyond it is not set, and everything added to it later still is a date.</summary>
    private const long MaxEpochSeconds = 16_725_225_600;

    /// <summary>The APR from which on robust pthread mutexes are the default (its CHANGES).</summary>
    private static readonly Version RobustMutexes = new(1, 7);

    /// <summary>Exit statuses of timeout(1): the command did not come to its end, which says nothing of what it looks at.</summary>
    private const int TimedOut = 124, Killed = 137;

    /// <summary>Never throws. Exactly one of the two results is set.</summary>
    public static (Evidence? Evidence, Statement? Error) Read(string text)
    {
        (EvidenceBlock? block, Statement? error) = EvidenceBlock.Read(text);
        if (block is null)
        {
            return (null, error);
        }

        if (!long.TryParse(block["meta"].Value("time"), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            || seconds > MaxEpochSeconds)
        {
            return (null, NoTime);
        }

        return (Read(block, DateTimeOffset.FromUnixTimeSeconds(seconds)), null);
    }

    private static Statement NoTime => new("evidence-without-time");

    private static Evidence Read(EvidenceBlock block, DateTimeOffset takenAt)
    {
        EvidenceSection meta = block["meta"];
        EvidenceSection user = block["user"];
        EvidenceSection config = block["config"];
        EvidenceSection configTest = block["configtest"];
        EvidenceSection errorLog = block["errorlog"];
        ImmutableArray<ApacheProcess> processes = [.. block["processes"].Lines.Select(ApacheProcess.TryRead).OfType<ApacheProcess>()];
        int? pidFilePid = ReadInt(block["pidfile"].Value("pid"));
        TimeSpan? utcOffset = ReadUtcOffset(meta.Value("utc_offset"));
        DateTimeOffset? kernelStartedAt =
            double.TryParse(meta.Value("uptime_seconds"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double uptime) && uptime is >= 0 and < 1e10
                ? takenAt.AddSeconds(-uptime)
                : null;
        return new Evidence
        {
            BootId = block.BootId,
            Block = block,
            TakenAt = takenAt,
            UtcOffset = utcOffset,
            KernelStartedAt = kernelStartedAt,
            CollectedAsRoot = meta.Value("uid") == "0",
            OperatingSystem = block["os-release"].Value("PRETTY_NAME")?.Trim('"') ?? "",
            Apache = ReadInstallation(block["apache"]),
            ServerVersion = AfterColon(block["version"], "Server version") ?? "",
            Mpm = AfterColon(block["build"], "Server MPM")?.ToLowerInvariant() ?? "",
            AprDefault = ReadAprDefault(block["build"]),
            AprVersion = ReadAprVersion(block["build"]),
            ConfigTestExitStatus = configTest.ExitStatus is TimedOut or Killed ? null : configTest.ExitStatus,
            ConfigTestOutput = configTest.Lines,
            MutexSettings = [.. block["runcfg"].Lines.Select(MutexSetting.TryRead).OfType<MutexSetting>()],
            ConfigHash = ConfigHash.TryParse(config.Value("hash"), out ConfigHash hash) ? hash : null,
            ManagedBy = [.. config.Values("managed")],
            Directives = block["directives"].Lines,
            Processes = [.. processes.Where(p => p.Role is ProcessRole.Parent or ProcessRole.Child or ProcessRole.Orphan)],
            OtherApaches = [.. processes.Where(p => p.Role == ProcessRole.Other)],
            ProcessesWereRead = block["processes"].ExitStatus == 0,
            FileLocks = block["locks"].ExitStatus == 0 ? block["locks"].Lines : null,
            Neighbours = block["neighbours"].Lines,
            PidFilePid = pidFilePid,
            ParentIsElsewhere = processes.Any(p => p is { Role: ProcessRole.Elsewhere, Uid: 0 } && p.Pid == pidFilePid),
            LoadedAtSeconds = ReadLong(block["pidfile"].Value("loaded")),
            PidFileIsOfThisBoot = ReadIsOfThisBoot(block["pidfile"], kernelStartedAt),
            Listeners = [.. block["listen"].Lines.Select(ListeningSocket.TryRead).OfType<ListeningSocket>()],
            Probes = [.. block["http"].Lines.Select(HttpProbe.TryRead).OfType<HttpProbe>()],
            Semaphores = ReadSemaphores(block["sem"]),
            ListedSemaphores = ListSemaphores(block["sem"]),
            SemaphoreArrayCount = block["sem"].Total,
            SemaphoreCount = block["sem"].Semaphores,
            SemaphoreLimits = block["sem-limits"].Lines is [var limits, ..] ? SemaphoreLimits.TryRead(limits) : null,
            IpcsText = string.Join('\n', block["ipcs"].Lines),
            ApacheUser = user.Value("name") ?? "",
            ApacheUid = ReadInt(user.Value("uid")),
            RemoveIpc = block["removeipc"].Value("effective") switch { "yes" => true, "no" => false, _ => null },
            RemoveIpcSource = block["removeipc"].Value("source") ?? "",
            Lingers = block["linger"].Value("linger") switch { "yes" => true, "no" => false, _ => null },
            SessionEnds = block["logins"].Lines,
            ErrorLog = [.. errorLog.Lines.Select(line => LoggedLine.Read(line, utcOffset, takenAt))],
            ErrorLogWasRead = block.Has("errorlog") && errorLog.ExitStatus is null or 0,
            LockDirectory = ReadLockDirectory(block["lockdir"]),
            LockDirectoriesGoneAtBoot = [.. block["lockdir"].Values("gone_at_boot")],
            Unit = block["unit"].Lines,
            CutSections = [.. block.CutSections],
        };
    }

    private static ApacheInstallation? ReadInstallation(EvidenceSection section)
    {
        return section.Value("layout") is { } layout and not "none"
            ? new ApacheInstallation(
                layout,
                section.Value("ctl") ?? "",
                section.Value("server") ?? "",
                section.Value("config_root") ?? "",
                section.Value("main_config") ?? "",
                section.Value("error_log") ?? "",
                section.Value("unit") ?? "",
                section.Value("fix_line") ?? "",
                [.. section.Values("fix").Select(fix => fix.Split('=', 2)).Where(fix => fix.Length == 2).Select(fix => KeyValuePair.Create(fix[0], fix[1]))])
            : null;
    }

    /// <summary>
    /// The first serialize line that names a process mutex decides; <c>APR_USE_PTHREAD_SERIALIZE</c> is about threads and always there.
    /// These lines are of the APR that the server was built with. The one that it loads chooses: from 1.7 on not System V semaphores, unless it was built to.
    /// </summary>
    private static MutexMechanism ReadAprDefault(EvidenceSection build)
    {
        bool isNewerLoaded = Version.TryParse(ReadAprVersion(build), out Version? loaded) && loaded >= RobustMutexes;
        foreach (string line in build.Lines)
        {
            MutexMechanism mechanism = line.Trim() switch
            {
                "-D APR_USE_SYSVSEM_SERIALIZE" => isNewerLoaded ? MutexMechanism.Unknown : MutexMechanism.SysVSem,
                "-D APR_USE_PROC_PTHREAD_SERIALIZE" => MutexMechanism.Pthread,
                "-D APR_USE_POSIXSEM_SERIALIZE" => MutexMechanism.PosixSem,
                "-D APR_USE_FCNTL_SERIALIZE" => MutexMechanism.Fcntl,
                "-D APR_USE_FLOCK_SERIALIZE" => MutexMechanism.Flock,
                _ => MutexMechanism.Unknown,
            };
            if (mechanism != MutexMechanism.Unknown)
            {
                return mechanism;
            }
        }

        return MutexMechanism.Unknown;
    }

    private static string ReadAprVersion(EvidenceSection build)
    {
        // "Server loaded:  APR 1.7.2, APR-UTIL 1.6.3, PCRE …"
        string? loaded = AfterColon(build, "Server loaded") ?? AfterColon(build, "Compiled using");
        return loaded is not null && loaded.StartsWith("APR ", StringComparison.Ordinal) ? loaded[4..].Split(',')[0] : "";
    }

    private static ImmutableArray<SemaphoreArray>? ReadSemaphores(EvidenceSection section) =>
        section.IsCut || section.Lines.Length == 0 ? null : ListSemaphores(section);

    private static ImmutableArray<SemaphoreArray> ListSemaphores(EvidenceSection section) =>
        [.. section.Lines.Select(SemaphoreArray.TryRead).OfType<SemaphoreArray>()];

    private static LockDirectoryFacts? ReadLockDirectory(EvidenceSection section) =>
        section.Value("path") is { } path
            ? new LockDirectoryFacts(path, section.Value("exists") == "1", section.Value("fstype") ?? "")
            : null;

    private static bool? ReadIsOfThisBoot(EvidenceSection pidFile, DateTimeOffset? kernelStartedAt) =>
        pidFile.Value("fstype") is "tmpfs" or "ramfs" ? true
        : long.TryParse(pidFile.Value("written"), NumberStyles.None, CultureInfo.InvariantCulture, out long written) && written <= MaxEpochSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(written) >= kernelStartedAt
            : null;

    private static string? AfterColon(EvidenceSection section, string label)
    {
        foreach (string line in section.Lines)
        {
            if (line.StartsWith(label, StringComparison.Ordinal) && line.Length > label.Length && line[label.Length] == ':')
            {
                return line[(label.Length + 1)..].Trim();
            }
        }

        return null;
    }

    private static int? ReadInt(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static long? ReadLong(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= MaxEpochSeconds ? value : null;

    /// <summary>Reads <c>+0930</c>, as <c>date +%z</c> prints it.</summary>
    private static TimeSpan? ReadUtcOffset(string? text)
    {
        if (text is not { Length: 5 } || text[0] is not ('+' or '-')
            || !int.TryParse(text.AsSpan(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int hours) || hours > 14
            || !int.TryParse(text.AsSpan(3, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes) || minutes > 59)
        {
            return null;
        }

        var offset = new TimeSpan(hours, minutes, 0);
        return offset > TimeSpan.FromHours(14) ? null : text[0] == '-' ? -offset : offset;
    }
}
