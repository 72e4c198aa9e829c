using MutexResponder.Diagnosis.Causes;
using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Remediation;

namespace MutexResponder.Incidents.Deciding;

/// <summary>A person asked to take the last change back: the guards before it, and what the instance said of it.</summary>
internal static class RollingBack
{
    public static Decision MayRollBack(Incident current, Evidence evidence, Observation seen, Policy policy, DateTimeOffset now)
    {
        AppliedChange change = current.LastChange ?? throw new InvalidOperationException("a rollback is opened for a change");
        if (evidence.ConfigHash is not { } hash || evidence.ConfigTestExitStatus is null)
        {
            return current.InspectionCount < policy.MaxInspections
                ? Transitions.Inspect(current, policy, now, "The inspection does not say what the configuration is; inspecting again.")
                : Transitions.Close(current, IncidentPhase.Escalated, EvidenceIncomplete.Code, "The inspections do not say what the configuration is; nothing was rolled back.", now);
        }

        if (hash == change.HashBefore)
        {
            return Transitions.Close(current, IncidentPhase.NoAction, "already-as-before", $"The configuration is already what it was before incident {change.IncidentId}.", now);
        }

        if (seen.Clearance is not { } clearance)
        {
            return Decision.AskForClearance;
        }

        if (clearance.InstanceMode == ResponseMode.Observe)
        {
            return Transitions.Close(current, IncidentPhase.Escalated, Inspecting.ObservedCode, "Not rolled back: the instance's own tag says mode Observe.", now);
        }

        if (Objections.Heed(current, clearance, "Not rolled back", policy, now) is { } objected)
        {
            return objected;
        }

        if (seen.SlotRefused)
        {
            return Transitions.WaitForSlot(current, now);
        }

        RollbackPlan plan = new(change, current.Recovery, evidence.BootId, hash, evidence.ParentIdentity, (evidence.UptimeSeconds ?? 0) + Plan.MaxEvidenceAgeSeconds);
        return Transitions.RollBack(current with { Plan = plan.InWords() }, plan, clearance, policy, now);
    }

    /// <summary>The end that the instance's report alone decides; null where the machine has to be looked at.</summary>
    public static Decision? OnReport(Incident told, CommandReport report, Policy policy, DateTimeOffset now)
    {
        StepResult? restore = StepResult.TryRead(report.Step("restore")?.Stdout, "restore");
        return restore?.Status switch
        {
            // Its twin may have taken the change back: the machine is looked at instead.
            "refused" when Remediating.WasSentAgain(told) => null,
            "refused" when Refusal.IsCuredByInspection(restore.Reason) && told.InspectionCount < policy.MaxInspections => Transitions.Inspect(
                Remediating.Untried(told), policy, now, $"The instance refused the rollback ({restore.Reason}): {Refusal.InWords(restore.Reason)}. Inspecting again."),
            "refused" => Transitions.Close(
                Remediating.Untried(told), IncidentPhase.Escalated, restore.Reason, $"The instance refused the rollback: {Refusal.InWords(restore.Reason)}. Nothing was changed.", now),
            "failed-restored" => Transitions.Close(
                told, IncidentPhase.Escalated, "rollback-not-effective", $"The rollback failed ({restore.Reason}) and was taken back; the configuration is as it was before the request.", now),
            "failed" => Transitions.Close(
                told, IncidentPhase.Escalated, "rollback-failed", $"The rollback failed ({restore.Reason}) half-way; both backups are on the instance.", now),
            _ => null,
        };
    }
}
