using MutexResponder.Requests;

namespace MutexResponder.Incidents.Deciding;

/// <summary>The plan waits for a person, and not for ever.</summary>
internal static class AwaitingApproval
{
    public const string RejectedCode = "rejected";

    public static Decision Decide(Incident stored, Incident current, Observation seen, Policy policy, DateTimeOffset now)
    {
        if (now >= current.ApprovalExpiresAt)
        {
            return Transitions.Close(current, IncidentPhase.Escalated, "approval-expired", "Nobody approved the plan in time; nothing was changed.", now);
        }

        if (seen.Trigger.Request is not { Action: ManualAction.Approve or ManualAction.Reject or ManualAction.Remediate } request)
        {
            return Transitions.Keep(stored, current);
        }

        if (Answers.Refuse(current, request, policy) is { } refused)
        {
            return refused;
        }

        var who = Asker.Of(request);

        // The machine may have moved while the plan waited: approval lets a fresh inspection lead to the change, not the old one.
        return request.Action == ManualAction.Approve
            ? Transitions.Inspect(
                current with { ApprovedBy = who, ApprovedPlan = request.Plan, InspectionCount = 0 }, policy, now, $"Approved by {who}; inspecting afresh before the change.")
            : Transitions.Close(current, IncidentPhase.NoAction, RejectedCode, $"Rejected by {who}; nothing was changed.", now);
    }
}
