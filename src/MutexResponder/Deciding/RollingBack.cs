using MutexResponder.Diagnosis.Causes;
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
                ? turn.Inspect("The inspection does not say what the configuration is; inspecting again.")
                : turn.Escalate(EvidenceIncomplete.Code, "The inspections do not say what the configuration is; nothing was rolled back.");
        }

        if (hash == change.HashBefore)
        {
            return goal.Because is { } because
                ? turn.With(turn.Incident with { LastChange = null }).Escalate("prevention-taken-back", $"{because.Text} The configuration is what it was before.")
                : turn.End(Ending.NoAction, "already-as-before", $"The configuration is already what it was before incident {change.IncidentId}.");
        }

        if (turn.Seen.Clearance is not { } clearance)
        {
            return Decision.AskForClearance;
        }

        if (clearance.InstanceMode == ResponseMode.Observe)
        {
            return turn.Escalate(Inspecting.ObservedCode, "Not rolled back: the instance's own tag says mode Observe.");
        }

        if (Objections.Heed(turn, clearance, "Not rolled back") is { } objected)
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
        return turn.Order(CommandKind.Rollback, "rollback", plan.ToParameters(turn.Incident.Id), clearance, $"Rolling back: {string.Join(" ", plan.InWords())}");
    }
}
