using MutexResponder.Requests;

namespace MutexResponder.Incidents.Deciding;

/// <summary>
/// The whole behaviour of the responder as one pure function: no clock, no randomness, no call.
/// What it is not told it does not know, and what it does not know it does not act on.
/// </summary>
public static class Decider
{
    /// <param name="incident">The newest record, null where the instance never had one.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="seen">What was found out.</param>
    /// <param name="policy">What is allowed.</param>
    /// <param name="now">The function's clock.</param>
    public static Decision Decide(Incident? incident, InstanceId instance, Observation seen, Policy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(policy);
        if (seen.Trigger.Request is { IsAnswer: true } answer && incident?.Phase != IncidentPhase.AwaitingApproval)
        {
            return Answers.IsRepeated(incident, answer) ? Decision.Nothing : Answers.Unasked(incident, instance);
        }

        if (incident is null || incident.IsFinished)
        {
            return Opening.Decide(incident, instance, seen.Trigger, policy, now);
        }

        if (seen.Trigger is { Kind: TriggerKind.Manual, Request.Action: ManualAction.Rollback })
        {
            return incident.Goal == IncidentGoal.Rollback
                ? Decision.Nothing
                : Decision.Refuse("incident-open", $"Incident {incident.Id} is under way; a rollback has to wait for its end.");
        }

        Incident current = incident.AddSignals(seen.Trigger.Signals);
        if (seen.SearchRefusal is { } refusal)
        {
            return Remediating.WithoutLook(current, policy, now, "command-unconfirmed", $"SSM refuses to say whether the verification was sent: {refusal}") ?? Transitions.Close(
                current, IncidentPhase.Escalated, "command-unconfirmed", $"Whether the {incident.Pending?.Kind} command was sent is not known, and SSM refuses to say: {refusal}", now);
        }

        return incident.Phase switch
        {
            IncidentPhase.Inspecting => Inspecting.Decide(incident, current, seen, policy, now),
            IncidentPhase.AwaitingApproval => AwaitingApproval.Decide(incident, current, seen, policy, now),
            IncidentPhase.Remediating => Remediating.Decide(incident, current, seen, policy, now),
            _ => throw new InvalidOperationException($"phase {incident.Phase} is finished"),
        };
    }
}
