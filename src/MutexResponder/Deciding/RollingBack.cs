using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Deciding;

/// <summary>A person asked to take the last change back: the guards before it.</summary>
internal static class RollingBack
{
    public static Decision MayRollBack(Turn turn, Goal.Rollback goal, Evidence evidence)
    {
        AppliedChange change = goal.Change;
        if (evidence.ConfigHash is not { } hash || evidence.ConfigTestExitStatus is null)
        {
            return turn.MayInspectAgain
                ? turn.Inspect(Story.ConfigurationUnknown)
                : turn.Escalate(Because.NothingRolledBack);
        }

        if (hash == change.HashBefore)
        {
            return goal.Because is { } because
                ? turn.With(turn.Incident with { LastChange = null }).Escalate(Because.PreventionNotThere(because.Told))
                : turn.End(Ending.NoAction, Because.AlreadyAsBefore(change.IncidentId));
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

        // What came by a reload goes by one, as long as there is a server to reload.
        RecoveryKind recovery = turn.Incident.Recovery == RecoveryKind.Reload && evidence.Parent is null ? turn.Policy.Recovery : turn.Incident.Recovery;
        turn = turn.With(turn.Incident with { Recovery = recovery });
        RollbackPlan plan = new(
            change, recovery, evidence.BootId, hash, evidence.ParentIdentity, (evidence.UptimeSeconds ?? 0) + Plan.MaxEvidenceAgeSeconds);
        return turn.Order(CommandKind.Rollback, "rollback", plan.ToParameters(turn.Incident.Id), clearance, Story.RollingBack);
    }
}
