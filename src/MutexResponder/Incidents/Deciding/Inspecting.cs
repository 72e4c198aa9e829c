using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Diagnosis.Causes;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Ports;

namespace MutexResponder.Incidents.Deciding;

/// <summary>Waiting for an inspection, or, with its evidence, for a free slot.</summary>
internal static class Inspecting
{
    /// <summary>The reason code of an incident whose remedy is known and was not applied, because nothing may be changed.</summary>
    public const string ObservedCode = "mode-observe";

    public static Decision Decide(Incident stored, Incident current, Observation seen, Policy policy, DateTimeOffset now)
    {
        if (current.Pending is not { } pending)
        {
            return WaitingForSlot(current, seen, policy, now);
        }

        if (seen.SendRefusal is { } refusal)
        {
            return Transitions.Close(current, IncidentPhase.Escalated, "command-refused", $"SSM refused the inspection: {refusal}", now);
        }

        if (seen.Report is { HasEnded: true } report)
        {
            return OnResult(current, report, seen, policy, now);
        }

        return now < pending.Deadline
            ? Transitions.Keep(stored, current)
            : InspectOrEscalate(current, policy, now, "inspection-timed-out", "The inspection did not end in time: the agent may be offline.");
    }

    private static Decision OnResult(Incident current, CommandReport report, Observation seen, Policy policy, DateTimeOffset now)
    {
        if (report.Status == CommandStatus.Undelivered)
        {
            return InspectOrEscalate(current, policy, now, "command-undelivered", $"SSM could not deliver the inspection ({report.StatusDetails}).");
        }

        string text = report.Step("collect")?.Stdout ?? "";
        (Evidence? evidence, string? error) = EvidenceReader.Read(text);
        if (evidence is null)
        {
            return InspectOrEscalate(current, policy, now, EvidenceIncomplete.Code, $"The inspection gave no usable evidence: {error}.");
        }

        return Conclude(current with { EvidenceBefore = text, EvidenceTakenAt = evidence.TakenAt, InspectedAt = now }, evidence, seen, policy, now);
    }

    private static Decision WaitingForSlot(Incident current, Observation seen, Policy policy, DateTimeOffset now)
    {
        if (now - current.WaitingForSlotSince >= policy.SlotTimeout)
        {
            return Transitions.Close(current, IncidentPhase.Escalated, "no-free-slot", $"As many instances as allowed were in recovery for {policy.SlotTimeout.TotalMinutes:0} minutes; this one was not touched.", now);
        }

        (Evidence? evidence, _) = EvidenceReader.Read(current.EvidenceBefore ?? "");
        bool isFresh = now - current.InspectedAt < policy.EvidenceLifetime;
        return evidence is not null && isFresh
            ? Conclude(current, evidence, seen, policy, now)
            : InspectWhileWaiting(current, policy, now);
    }

    /// <summary>The wait goes on through it: a wait that began anew with each inspection would never end.</summary>
    private static Decision InspectWhileWaiting(Incident current, Policy policy, DateTimeOffset now)
    {
        Decision inspect = Transitions.Inspect(current with { InspectionCount = 0 }, policy, now, "The evidence is old; inspecting again before taking a slot.");
        return inspect with { Next = inspect.Next! with { WaitingForSlotSince = current.WaitingForSlotSince } };
    }

    private static Decision Conclude(Incident current, Evidence evidence, Observation seen, Policy policy, DateTimeOffset now)
    {
        DiagnosisResult diagnosis = Diagnoser.Diagnose(evidence, current.Signals, current.Recovery, policy.RemedyStyle);
        if (current.Goal == IncidentGoal.Rollback)
        {
            Incident looked = current.Pending is not null ? current.Note(now, $"Diagnosis: {diagnosis.ReasonCode}, before the rollback.") : current;
            return RollingBack.MayRollBack(looked, evidence, seen, policy, now);
        }

        Incident noted = current.Pending is not null ? current.Note(now, $"Diagnosis: {diagnosis.ReasonCode}. {diagnosis.Summary}") : current;
        switch (diagnosis.Verdict)
        {
            case Verdict.Escalate when diagnosis.ReasonCode == EvidenceIncomplete.Code && current.InspectionCount < policy.MaxInspections:
                return Transitions.Inspect(noted, policy, now, $"{diagnosis.Summary} Inspecting again.");

            case Verdict.Escalate:
                return Transitions.Close(noted, IncidentPhase.Escalated, diagnosis.ReasonCode, diagnosis.Summary, now);

            case Verdict.NoAction when current.InspectionCount < policy.MaxInspections && current.LastSignalAt > evidence.TakenAt:
                return Transitions.Inspect(noted, policy, now, "A signal is newer than the evidence; inspecting again.");

            case Verdict.NoAction when current.LastSignalAt > evidence.TakenAt:
                // No inspection is left in this incident; the next one takes over, so that the signal is not forgotten with it.
                return Transitions.Close(
                    noted with { InspectAgainAt = now + policy.InspectionSpacing }, IncidentPhase.NoAction, diagnosis.ReasonCode, diagnosis.Summary, now);

            case Verdict.NoAction:
                return Transitions.Close(noted, IncidentPhase.NoAction, diagnosis.ReasonCode, diagnosis.Summary, now);

            default:
                return MayRemediate(noted, diagnosis, seen, policy, now);
        }
    }

    /// <summary>The remedy is known. What follows are the guards between knowing it and doing it.</summary>
    private static Decision MayRemediate(Incident planless, DiagnosisResult diagnosis, Observation seen, Policy policy, DateTimeOffset now)
    {
        Plan plan = diagnosis.Plan!;
        Incident current = planless with { Plan = plan.InWords(), Proposal = plan };
        // An inspection by hand changes nothing; an outage that the log reports meanwhile is answered as the policy says all the same.
        if (current.Mode < policy.Mode && current.Signals.Any(s => s.Kind != SignalKind.StaleGeneration))
        {
            current = current with { Mode = policy.Mode };
        }

        if (current.Mode == ResponseMode.Observe)
        {
            return Observed(current, diagnosis, now);
        }

        // Protects from harm that only somebody else knows of: a freeze, a group that would replace the instance.
        if (seen.Clearance is not { } clearance)
        {
            return Decision.AskForClearance;
        }

        if (clearance.InstanceMode is { } instanceMode && instanceMode < current.Mode)
        {
            current = current with { Mode = instanceMode };
            if (instanceMode == ResponseMode.Observe)
            {
                return Observed(current, diagnosis, now);
            }
        }

        if (Objections.Heed(current, clearance, $"{diagnosis.Summary} Not remediated", policy, now) is { } objected)
        {
            return objected;
        }

        // Protects from a loop of reboots: what two tries did not mend a third will not.
        int tries = current.RemediationsStarted.Count(at => now - at < TimeSpan.FromHours(24));
        if (tries >= policy.MaxRemediationsPerDay)
        {
            return Transitions.Close(
                current, IncidentPhase.Escalated, "attempts-exhausted", $"{diagnosis.Summary} Not remediated: this instance was remediated {tries} times within 24 hours.", now);
        }

        Veto? question = clearance.Vetoes.FirstOrDefault(v => v.Kind == VetoKind.AskPerson);
        if (current.ApprovedPlan != plan.Digest && (current.Mode == ResponseMode.Approve || question is not null))
        {
            // Protects from an approval that lets through what nobody has read: another plan than the approved one waits anew.
            if (planless is { ApprovedPlan: not null, Proposal: { } approved })
            {
                current = Answers.Differences(approved, plan).Aggregate(current, (told, difference) => told.Note(now, difference));
            }

            return Transitions.Wait(
                current with { ApprovedBy = null, ApprovedPlan = null, ApprovalExpiresAt = now + policy.ApprovalTimeout },
                IncidentPhase.AwaitingApproval,
                question?.Code ?? "mode-approve",
                $"{diagnosis.Summary} Waiting for approval{(question is null ? "" : $" ({question.Reason})")}. The plan: {string.Join(" ", plan.InWords())}",
                now);
        }

        if (seen.SlotRefused)
        {
            return Transitions.WaitForSlot(current, now);
        }

        return Transitions.Remediate(current, plan, clearance, policy, now);
    }

    private static Decision Observed(Incident current, DiagnosisResult diagnosis, DateTimeOffset now) => Transitions.Close(
        current,
        IncidentPhase.Escalated,
        ObservedCode,
        $"{diagnosis.Summary} Nothing was changed: mode Observe. The plan: {string.Join(" ", diagnosis.Plan!.InWords())}",
        now);

    private static Decision InspectOrEscalate(Incident current, Policy policy, DateTimeOffset now, string reasonCode, string reason) =>
        current.InspectionCount < policy.MaxInspections
            ? Transitions.Inspect(current, policy, now, $"{reason} Inspecting again.")
            : Transitions.Close(current, IncidentPhase.Escalated, reasonCode, reason, now);
}
