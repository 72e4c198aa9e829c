namespace MutexResponder.Simulation.Machines;

/// <summary>What the scripts keep on disk for one incident.</summary>
internal sealed class StateDirectory
{
    /// <summary>From the manifest.</summary>
    public string? HashBefore { get; set; }

    public string? HashAfter { get; set; }

    /// <summary>What the backup holds; null before the first change, and once it was put back.</summary>
    public FixState? Backup { get; set; }

    /// <summary>A change was begun, and neither its end nor its undoing was written down.</summary>
    public bool IsHalfDone => Backup is not null && HashAfter is null;

    /// <summary>The order whose restart was begun: the boot, and the parent that it was given on.</summary>
    public string? RestartOrder { get; set; }

    /// <summary>The parent that was found then; empty where none lived.</summary>
    public string RestartFound { get; set; } = "";

    /// <summary>The order whose reload is done: the boot, and the parent that it was given on.</summary>
    public string? ReloadedFor { get; set; }

    /// <summary>The boot that a reboot of ours was scheduled in.</summary>
    public string? RebootFrom { get; set; }
}
