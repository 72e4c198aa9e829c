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
                : turn.With(turn.Incident with { PutBack = hash }).End(Ending.NoAction, Because.AlreadyAsBefore(change.IncidentId.ToString()));
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

        // What came by a reload goes by one, as long as there is a server to reload; one that is gone is started. Protects from a reboot that
        // nobody asked for: the mode and the plan were for a site that serves.
        RecoveryKind recovery = change.By == RecoveryKind.Reload ? evidence.Parent is null ? RecoveryKind.Restart : RecoveryKind.Reload : turn.Incident.Recovery;
        Plan plan = Plan.OfRollback(change, recovery, evidence.BootId, hash, evidence.ExpectedParent, (evidence.UptimeSeconds ?? 0) + Plan.MaxEvidenceAgeSeconds);
        Turn planned = turn.With(turn.Incident with { Recovery = recovery }).With(turn.Incident.Seen!.Diagnosis! with { Plan = plan });

        // Asking for it is no approval, as with a remediation. What a prevention takes back by itself was approved with it.
        Veto? question = Preventing.QuestionOf(plan, clearance);
        bool asksPerson = Preventing.Allowed(goal, turn.Policy) == ResponseMode.Approve || clearance.InstanceMode == ResponseMode.Approve || question is not null;
        if (goal.Because is null && asksPerson && turn.Incident.Approval?.Plan.Digest != plan.Digest)
        {
            return Answers.Await(planned, plan, Story.RollbackProposed(change.IncidentId.ToString()), question);
        }

        return turn.Seen.SlotRefused
            ? planned.WaitForSlot()
            : planned.Order(CommandKind.Rollback, "rollback", plan.ToParameters(turn.Incident.Id), clearance, Story.RollingBack);
    }
}
