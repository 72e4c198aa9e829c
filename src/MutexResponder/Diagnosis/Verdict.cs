namespace MutexResponder.Diagnosis;

/// <summary>What follows from a diagnosis.</summary>
public enum Verdict
{
    /// <summary>The cause is proven and the remedy is known.</summary>
    Remedy,

    /// <summary>Nothing is wrong that we could or should change.</summary>
    NoAction,

    /// <summary>A person has to look: not our outage, or not proven.</summary>
    Escalate,
}
