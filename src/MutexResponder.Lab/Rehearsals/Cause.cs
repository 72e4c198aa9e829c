namespace MutexResponder.Lab.Rehearsals;

/// <summary>What goes wrong in a rehearsal.</summary>
public enum Cause
{
    /// <summary>The last logout of Apache's user: its semaphores are removed under it.</summary>
    Removed,

    /// <summary>Nothing: somebody writes the line of a removed mutex into the log of a healthy server.</summary>
    Forged,
}
