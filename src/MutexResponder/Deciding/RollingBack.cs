using MutexResponder.Diagnosis.Causes;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Deciding;

/// <summary>A person asked to take the last change back: the guards before it.</summary>
internal static class RollingBack
{
    public static Decision MayRollBack(Turn turn, AppliedChange change, Evidence evidence)
    {
        if (evidence.ConfigHash is not { } hash || evidence.ConfigTestExitStatus is null)
        {
            return turn.MayInspectAgain
                ? turn.Inspect(Story.ConfigurationUnknown)
                : turn.Escalate(Because.NothingRolledBack);
        }

        if (hash == change.HashBefore)
        {
            return turn.End(Ending.NoAction, Because.AlreadyAsBefore(change.IncidentId));
        }

        if (turn.Seen.Clearance is not { } clearance)
        {
            return Decision.AskForClearance;
        }

        if (clearance.InstanceMode == ResponseMode.Observe)
        {
            return turn.Escalate(Because.ObservedByTag);
        }

        if (Objections.Heed(turn, clearance, Because.NotRolledBack) is { } objected)
        {
            return objected;
        }

        if (turn.Seen.SlotRefused)
        {
            return turn.WaitForSlot();
        }

        RollbackPlan plan = new(
            change, turn.Incident.Recovery, evidence.BootId, hash, evidence.ParentIdentity, (evidence.UptimeSeconds ?? 0) + Plan.MaxEvidenceAgeSeconds);
        return turn.Order(CommandKind.Rollback, "rollback", plan.ToParameters(turn.Incident.Id), clearance, Story.RollingBack);
    }
}
