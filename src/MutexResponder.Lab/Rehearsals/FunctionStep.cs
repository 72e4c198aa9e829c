using MutexResponder.Incidents;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>One step of an incident, as the function logged it.</summary>
internal sealed record FunctionStep(string IncidentId, IncidentPhase Phase, string ReasonCode, string Text)
{
    public bool IsFinished => Phase is IncidentPhase.Resolved or IncidentPhase.NoAction or IncidentPhase.Escalated;
}
