namespace MutexResponder.Simulation.Machines;

/// <summary>What the scripts keep on disk for one incident.</summary>
internal sealed class StateDirectory
{
    /// <summary>From the manifest.</summary>
    public string? HashBefore { get; set; }

    public string? HashAfter { get; set; }

    /// <summary>The boot that a reboot of ours was scheduled in.</summary>
    public string? RebootFrom { get; set; }
}
