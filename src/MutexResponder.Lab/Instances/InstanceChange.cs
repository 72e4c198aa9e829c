namespace MutexResponder.Lab.Instances;

/// <summary>An instance came up or went down.</summary>
/// <param name="BootCount">The boot it is about; the first is 1.</param>
/// <param name="BootId">That boot's id, a lower-case UUID as in /proc/sys/kernel/random/boot_id.</param>
/// <param name="End">Null: it came up. Else why it went down.</param>
public sealed record InstanceChange(int BootCount, string BootId, BootEnd? End)
{
    public bool CameUp => End is null;
}
