namespace MutexResponder.Incidents;

/// <summary>One line of the list of those that somebody must come back to: enough to choose whom to look at, without reading a record.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="OpenedAt">When its newest incident was opened.</param>
/// <param name="LookAt">From when a look can change something, or when it was looked at last and put back.</param>
/// <param name="IsOpen">The incident has not ended.</param>
/// <param name="WaitsForPerson">Nothing moves here until a person answers, or is only to be shown it.</param>
public sealed record UnfinishedIncident(InstanceId Instance, DateTimeOffset OpenedAt, DateTimeOffset LookAt, bool IsOpen, bool WaitsForPerson)
{
    /// <summary>What the incident is to come to.</summary>
    public IncidentGoal Goal { get; init; }

    /// <summary>The site serves, and is to go on: every outage comes first.</summary>
    public bool IsPrevention => Goal == IncidentGoal.Prevent;

    public static UnfinishedIncident Of(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return new UnfinishedIncident(
            incident.Instance,
            incident.OpenedAt,
            FirstLookAt(incident),
            !incident.IsFinished,
            incident.State is State.AwaitingApproval or State.Ended { InspectAgainAt: null })
        { Goal = incident.Goal.Kind };
    }

    /// <summary>What has a time of its own is left alone until then; all else is due from its last change on.</summary>
    private static DateTimeOffset FirstLookAt(Incident incident) => incident.State switch
    {
        _ when incident.ShowPending => incident.ChangedAt,
        State.Ended { InspectAgainAt: { } again } => again,
        State.AwaitingApproval waiting => waiting.ExpiresAt,
        State.AwaitingReboot waiting => waiting.LookAt,
        _ => incident.ChangedAt,
    };
}
