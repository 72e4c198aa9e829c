namespace MutexResponder.Incidents;

/// <summary><c>Inspecting → AwaitingApproval? → Remediating → Resolved | NoAction | Escalated</c></summary>
public enum IncidentPhase
{
    Inspecting,
    AwaitingApproval,
    Remediating,
    Resolved,
    NoAction,
    Escalated,
}
