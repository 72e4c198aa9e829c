namespace MutexResponder.Incidents;

/// <summary>What an incident is to come to.</summary>
public enum IncidentGoal
{
    /// <summary>The site serves again, on a mutex that nobody can remove.</summary>
    Recover,

    /// <summary>The configuration is again, byte for byte, what it was before our last change; a person asked for it.</summary>
    Rollback,
}
