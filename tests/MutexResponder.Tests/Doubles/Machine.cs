namespace MutexResponder.Tests.Doubles;

/// <summary>One machine over time, as recordings: broken, fixed by us, and with the fix taken back.</summary>
internal static class Machine
{
    public const string Changed = "#result step=apply status=changed reason=applied remedy=conf-available";
    public const string Recovered = "#result step=recover status=recovered reason=reboot";
    public const string Rebooting = "#result step=recover status=rebooting reason=scheduled";
    public const string Restored = "#result step=restore status=restored reason=as-before";

    private static readonly Recording Healthy = Recording.Load("healthy-sysvsem-prefork");

    /// <summary>The semaphores are gone, an orphan holds the ports.</summary>
    public static Recording Broken { get; } = Recording.Load("removed-prefork-orphan");

    /// <summary>The fix on disk, and the machine in the boot of before: broken still.</summary>
    public static Recording FixedNotRebooted { get; } = Broken.Replacing("mechanism=sysvsem", "mechanism=fcntl").Replacing(Broken.ConfigHash, new string('f', 64));

    /// <summary>After the fix and a reboot: another boot, fcntl, no semaphore, another configuration.</summary>
    public static Recording Fixed { get; } = Healthy
        .Replacing("mechanism=sysvsem", "mechanism=fcntl")
        .Replacing(Healthy.BootId, "11111111-2222-4333-8444-555555555555")
        .Replacing(Healthy.ConfigHash, new string('f', 64))
        .With("sem", "key semid perms nsems uid gid cuid cgid otime ctime");

    /// <summary>It serves, and the next logout takes it down.</summary>
    public static Recording AtRisk => Healthy;

    /// <summary>After the fix and a graceful reload: the same boot and parent, younger children, the mutex a file.</summary>
    public static Recording Reloaded { get; } = WithYoungerChildren(Healthy)
        .Replacing("mechanism=sysvsem", "mechanism=fcntl")
        .Replacing(Healthy.ConfigHash, new string('f', 64))
        .WithHeader("locks", "[locks exit=0]", "mpm-accept")
        .WithHeader("sem", "[sem total=0 semaphores=0]", "key semid perms nsems uid cuid ctime");

    /// <summary>The same machine whose children were made ten seconds after the recording.</summary>
    public static Recording WithYoungerChildren(Recording recording)
    {
        long uptime = MutexResponder.Inspection.EvidenceReader.Read(recording.ToString()).Evidence!.UptimeSeconds!.Value;
        string young = ((uptime + 10) * 100).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return recording.WithHeader("processes", "[processes total=6 exit=0]", [.. recording.Lines("processes").Select(line =>
            line.EndsWith(" child", StringComparison.Ordinal) ? string.Join(' ', line.Split(' ').Select((word, at) => at == 4 ? young : word)) : line)]);
    }

    /// <summary>After the rollback and one more reboot: the configuration of before the fix, serving on semaphores again.</summary>
    public static Recording RolledBack { get; } = Healthy
        .Replacing(Healthy.BootId, "99999999-2222-4333-8444-555555555555")
        .Replacing(Healthy.ConfigHash, Broken.ConfigHash);
}
