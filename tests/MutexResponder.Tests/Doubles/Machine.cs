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

    /// <summary>After the rollback and one more reboot: the configuration of before the fix, serving on semaphores again.</summary>
    public static Recording RolledBack { get; } = Healthy
        .Replacing(Healthy.BootId, "99999999-2222-4333-8444-555555555555")
        .Replacing(Healthy.ConfigHash, Broken.ConfigHash);
}
