using MutexResponder.Requests;

namespace MutexResponder.Incidents.Deciding;

/// <summary>The plan waits for a person, and not for ever.</summary>
internal static class AwaitingApproval
{
    public static Decision Decide(Incident stored, Incident current, Observation seen, Policy policy, DateTimeOffset now)
    {
        if (now >= current.ApprovalExpiresAt)
        {
            return Transitions.Close(current, IncidentPhase.Escalated, "approval-expired", "Nobody approved the plan in time; nothing was changed.", now);
        }

        string who = seen.Trigger.Request?.By is { Length: > 0 } by ? by : "an operator";
        return (seen.Trigger.Kind, seen.Trigger.Request?.Action) switch
        {
            // The machine may have moved while the plan waited: approval lets a fresh inspection lead to the change, not the old one.
            (TriggerKind.Manual, ManualAction.Approve or ManualAction.Remediate) => Transitions.Inspect(
                current with { ApprovedBy = who, InspectionCount = 0 }, policy, now, $"Approved by {who}; inspecting afresh before the change."),
            (TriggerKind.Manual, ManualAction.Reject) => Transitions.Close(
                current, IncidentPhase.NoAction, "rejected", $"Rejected by {who}; nothing was changed.", now),
            _ => Transitions.Keep(stored, current),
        };
    }
}
