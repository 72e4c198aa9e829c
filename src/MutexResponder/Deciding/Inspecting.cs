using System.Collections.Immutable;
using MutexResponder.Diagnosis;
using MutexResponder.Diagnosis.Causes;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>With the evidence of an inspection, maybe after a wait for a slot: what is to be done, and the guards before it.</summary>
internal static class Inspecting
{
    public static Decision OnResult(Turn turn, CommandReport report)
    {
        if (report.Status == CommandStatus.Undelivered)
        {
            return turn.InspectOrEscalate(Because.InspectionUndelivered(report.StatusDetails));
        }

        (Evidence? evidence, Statement? error) = turn.Seen.Collected;
        return evidence is null
            ? turn.InspectOrEscalate(Because.NoUsableEvidence(error!))
            : Conclude(turn.With(turn.Incident with { Seen = Look.Of(turn.Seen.CollectedText, evidence, turn.Now) }), evidence, isNew: true);
    }

    public static Decision WaitForSlot(Turn turn, State.WaitingForSlot state)
    {
        if (turn.Now - state.Since >= turn.Policy.SlotTimeout)
        {
            return turn.Escalate(Because.NoFreeSlot((int)turn.Policy.SlotTimeout.TotalMinutes));
        }

        bool isFresh = turn.Now - turn.Incident.Seen?.ReadAt < turn.Policy.EvidenceLifetime;
        return isFresh && turn.Incident.Seen?.Evidence is { } evidence
            ? Conclude(turn, evidence, isNew: false)
            : turn.Afresh().Inspect(Story.EvidenceOldForSlot, state.Since);
    }

    private static Decision Conclude(Turn turn, Evidence evidence, bool isNew)
    {
        (turn, DiagnosisResult diagnosis) = Diagnose(turn, evidence);
        Turn Noted(Statement told) => isNew ? turn.Note(told) : turn;
        return turn.Incident.Goal switch
        {
            // A rollback makes a plan of its own.
            Goal.Rollback rollback => RollingBack.MayRollBack(Noted(Story.DiagnosedBeforeRollback(diagnosis.Reason)), rollback, evidence),
            Goal.Prevent => Preventing.Conclude(Noted(Story.DiagnosedBeforePrevention(diagnosis.Reason)), diagnosis, evidence)
                ?? Answer(Diagnose(Preventing.AsOutage(turn), evidence), isNew),
            _ => Answer((turn, diagnosis), isNew),
        };
    }

    private static (Turn Turn, DiagnosisResult Diagnosis) Diagnose(Turn turn, Evidence evidence)
    {
        Incident incident = turn.Incident;
        DiagnosisResult diagnosis = Diagnoser.Diagnose(evidence, incident.Signals, incident.Recovery, turn.Policy.RemedyStyle);
        return (turn.With(incident.Goal is Goal.Rollback ? diagnosis with { Plan = null } : diagnosis), diagnosis);
    }

    private static Decision Answer((Turn Turn, DiagnosisResult Diagnosis) found, bool isNew)
    {
        (Turn turn, DiagnosisResult diagnosis) = found;
        Turn noted = isNew ? turn.Note(Story.Diagnosed(diagnosis.Reason)) : turn;
        bool isOutdated = turn.Incident.HasNewsSince(turn.Incident.Seen!, turn.Policy.MaxLineLateness);
        return diagnosis.Verdict switch
        {
            Verdict.Remedy => MayChange(noted, diagnosis.Plan!, diagnosis.Reason.Told),
            Verdict.Escalate when diagnosis.ReasonCode == EvidenceIncomplete.Code => noted.InspectOrEscalate(diagnosis.Reason),
            Verdict.Escalate => noted.Escalate(diagnosis.Reason),
            _ when isOutdated && turn.MayInspectAgain => noted.Inspect(Story.NewerLine),

            // No inspection is left in this incident; the next one takes over, so that the signal is not forgotten with it.
            _ => noted.End(Ending.NoAction, diagnosis.Reason, isOutdated ? turn.Now + turn.Policy.InspectionSpacing : null),
        };
    }

    /// <summary>The remedy is known. What follows are the guards between knowing it and doing it.</summary>
    /// <param name="turn">The record.</param>
    /// <param name="plan">The change.</param>
    /// <param name="diagnosed">What the diagnosis concludes.</param>
    public static Decision MayChange(Turn turn, Plan plan, Statement diagnosed)
    {
        Policy policy = turn.Policy;
        bool isPrevention = turn.Incident.Goal is Goal.Prevent;

        // An inspection by hand changes nothing; an outage that the log reports meanwhile is answered as the policy says all the same. Where the
        // policy allows less by now than when the incident began, that counts at once.
        ResponseMode allowed = Preventing.Allowed(turn.Incident.Goal, policy);
        ResponseMode mode = turn.Incident.IsReported && !isPrevention ? allowed : Stricter(turn.Incident.Mode, allowed);

        // Protects from harm that only somebody else knows of: a freeze, a group that would replace the instance.
        if (mode != ResponseMode.Observe && turn.Seen.Clearance is null)
        {
            return Decision.AskForClearance;
        }

        Clearance clearance = turn.Seen.Clearance ?? Clearance.Free;
        mode = Stricter(clearance.InstanceMode ?? mode, mode);
        Turn planned = turn.With(turn.Incident with { Mode = mode });
        if (mode == ResponseMode.Observe)
        {
            return planned.Escalate(Because.Observed(diagnosed));
        }

        if (Objections.Heed(planned, clearance, veto => Because.NotRemediated(diagnosed, veto)) is { } objected)
        {
            return objected;
        }

        // Protects from a loop of reboots: what two tries did not mend a third will not.
        ImmutableArray<DateTimeOffset> started = isPrevention ? turn.Incident.PreventionsStarted : turn.Incident.RemediationsStarted;
        int tries = started.Count(at => turn.Now - at < TimeSpan.FromHours(24));
        if (tries >= policy.MaxRemediationsPerDay)
        {
            return planned.Escalate(Because.AttemptsExhausted(diagnosed, tries));
        }

        Veto? question = Preventing.QuestionOf(plan, clearance);
        if ((mode == ResponseMode.Approve || question is not null) && turn.Incident.Approval?.Plan.Digest != plan.Digest)
        {
            return Answers.Await(planned, plan, diagnosed, question);
        }

        if (turn.Seen.SlotRefused)
        {
            return planned.WaitForSlot();
        }

        started = [.. started.Where(at => turn.Now - at < TimeSpan.FromHours(24)), turn.Now];
        Incident begun = isPrevention ? planned.Incident with { PreventionsStarted = started } : planned.Incident with { RemediationsStarted = started };
        return planned.With(begun).Order(
            CommandKind.Remediate,
            $"{(isPrevention ? "prevent" : "remediate")} {started.Length}",
            plan.ToParameters(turn.Incident.Id),
            clearance,
            isPrevention ? Story.Preventing : Story.Remediating);
    }

    private static ResponseMode Stricter(ResponseMode one, ResponseMode other) => one < other ? one : other;
}
