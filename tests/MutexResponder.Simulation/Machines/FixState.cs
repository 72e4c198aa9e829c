namespace MutexResponder.Simulation.Machines;

/// <summary>How much of our own change is on the disk.</summary>
internal enum FixState
{
    None,

    /// <summary>The file is written and not enabled: nothing may stay here.</summary>
    Half,

    Full,
}
