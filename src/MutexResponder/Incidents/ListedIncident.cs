namespace MutexResponder.Incidents;

/// <summary>One line of a list of incidents, read without their records.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="IncidentId">Its incident.</param>
/// <param name="Phase">How it stands.</param>
/// <param name="Goal">What it is, or was, to come to.</param>
/// <param name="ReasonCode">Why it stands there; empty while it goes on by itself.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="ClosedAt">When it ended; null while it is open.</param>
/// <param name="AnswerBy">When a waiting plan is no longer good; null where none waits.</param>
public sealed record ListedIncident(
    InstanceId Instance,
    IncidentId IncidentId,
    IncidentPhase Phase,
    IncidentGoal Goal,
    string ReasonCode,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt,
    DateTimeOffset? AnswerBy)
{
    public bool IsOpen => Phase is IncidentPhase.Inspecting or IncidentPhase.AwaitingApproval or IncidentPhase.Remediating;

    /// <summary>Lists begin with the least, and where there is not room for all the others are left off.</summary>
    public (IncidentGoal Goal, int Phase) Need => NeedOf(Goal, Phase);

    /// <summary>How much it is needed that people see it, the least first: outages, then rollbacks, then preventions; of each what waits for a person.</summary>
    public static (IncidentGoal Goal, int Phase) NeedOf(IncidentGoal goal, IncidentPhase phase) =>
        (goal, phase switch { IncidentPhase.AwaitingApproval => 0, IncidentPhase.Escalated => 1, _ => 2 });

    public static ListedIncident Of(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return new ListedIncident(
            incident.Instance,
            incident.Id,
            incident.Phase,
            incident.Goal.Kind,
            incident.ReasonCode ?? "",
            incident.OpenedAt,
            (incident.State as State.Ended)?.At,
            (incident.State as State.AwaitingApproval)?.ExpiresAt);
    }
}
