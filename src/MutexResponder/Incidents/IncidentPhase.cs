namespace MutexResponder.Incidents;

/// <summary>A <see cref="State"/> in a word, with the ending of those that ended: for reports, metrics, the table and the console.</summary>
public enum IncidentPhase
{
    Inspecting,
    AwaitingApproval,
    Remediating,
    Resolved,
    NoAction,
    Escalated,
}
