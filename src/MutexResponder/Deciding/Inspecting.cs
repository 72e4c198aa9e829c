using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Diagnosis.Causes;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Remediation;

namespace MutexResponder.Deciding;

/// <summary>With the evidence of an inspection, maybe after a wait for a slot: what is to be done, and the guards before it.</summary>
internal static class Inspecting
{
    /// <summary>The reason code of an incident whose remedy is known and was not applied, because nothing may be changed.</summary>
    public const string ObservedCode = "mode-observe";

    public static Decision OnResult(Turn turn, CommandReport report)
    {
        if (report.Status == CommandStatus.Undelivered)
        {
            return turn.InspectOrEscalate("command-undelivered", $"SSM could not deliver the inspection ({report.StatusDetails}).");
        }

        (Evidence? evidence, string? error) = turn.Seen.Collected;
        return evidence is null
            ? turn.InspectOrEscalate(EvidenceIncomplete.Code, $"The inspection gave no usable evidence: {error}.")
            : Conclude(turn.With(turn.Incident with { Seen = Look.Of(turn.Seen.CollectedText, evidence, turn.Now) }), evidence, isNew: true);
    }

    public static Decision WaitForSlot(Turn turn, State.WaitingForSlot state)
    {
        if (turn.Now - state.Since >= turn.Policy.SlotTimeout)
        {
            return turn.Escalate("no-free-slot", $"As many instances as allowed were in recovery for {turn.Policy.SlotTimeout.TotalMinutes:0} minutes; this one was not touched.");
        }

        bool isFresh = turn.Now - turn.Incident.Seen?.ReadAt < turn.Policy.EvidenceLifetime;
        return isFresh && turn.Incident.Seen?.Evidence is { } evidence
            ? Conclude(turn, evidence, isNew: false)
            : turn.Afresh().Inspect("The evidence is old; inspecting again before taking a slot.", state.Since);
    }

    private static Decision Conclude(Turn turn, Evidence evidence, bool isNew)
    {
        Incident incident = turn.Incident;
        DiagnosisResult diagnosis = Diagnoser.Diagnose(evidence, incident.Signals, incident.Recovery, turn.Policy.RemedyStyle);
        if (incident.Goal is Goal.Rollback rollback)
        {
            return RollingBack.MayRollBack(isNew ? turn.Note($"Diagnosis: {diagnosis.ReasonCode}, before the rollback.") : turn, rollback, evidence);
        }

        if (incident.Goal is Goal.Prevent)
        {
            Turn looked = isNew ? turn.Note($"Diagnosis: {diagnosis.ReasonCode}, before the prevention.") : turn;
            return Preventing.Conclude(looked, diagnosis, evidence) ?? Conclude(Preventing.AsOutage(turn), evidence, isNew);
        }

        Turn noted = isNew ? turn.Note($"Diagnosis: {diagnosis.ReasonCode}. {diagnosis.Summary}") : turn;
        bool isOutdated = incident.LastSignalAt > evidence.TakenAt;
        return diagnosis.Verdict switch
        {
            Verdict.Remedy => MayChange(noted, diagnosis.Plan!, diagnosis.Summary),
            Verdict.Escalate when diagnosis.ReasonCode == EvidenceIncomplete.Code => noted.InspectOrEscalate(diagnosis.ReasonCode, diagnosis.Summary),
            Verdict.Escalate => noted.Escalate(diagnosis.ReasonCode, diagnosis.Summary),
            _ when isOutdated && turn.MayInspectAgain => noted.Inspect("A signal is newer than the evidence; inspecting again."),

            // No inspection is left in this incident; the next one takes over, so that the signal is not forgotten with it.
            _ => noted.End(Ending.NoAction, diagnosis.ReasonCode, diagnosis.Summary, isOutdated ? turn.Now + turn.Policy.InspectionSpacing : null),
        };
    }

    /// <summary>The remedy is known. What follows are the guards between knowing it and doing it.</summary>
    /// <param name="turn">The record.</param>
    /// <param name="plan">The change.</param>
    /// <param name="summary">The diagnosis in a sentence.</param>
    public static Decision MayChange(Turn turn, Plan plan, string summary)
    {
        Policy policy = turn.Policy;
        bool isPrevention = turn.Incident.Goal is Goal.Prevent;

        // An inspection by hand changes nothing; an outage that the log reports meanwhile is answered as the policy says all the same.
        ResponseMode mode = turn.Incident.IsReported && !isPrevention && turn.Incident.Mode < policy.Mode ? policy.Mode : turn.Incident.Mode;

        // Protects from harm that only somebody else knows of: a freeze, a group that would replace the instance.
        if (mode != ResponseMode.Observe && turn.Seen.Clearance is null)
        {
            return Decision.AskForClearance;
        }

        Clearance clearance = turn.Seen.Clearance ?? Clearance.Free;
        mode = clearance.InstanceMode is { } own && own < mode ? own : mode;
        Turn planned = turn.With(turn.Incident with { Mode = mode, Seen = turn.Incident.Seen! with { Plan = plan } });
        if (mode == ResponseMode.Observe)
        {
            return planned.Escalate(ObservedCode, $"{summary} Nothing was changed: mode Observe. The plan: {string.Join(" ", plan.InWords())}");
        }

        if (Objections.Heed(planned, clearance, $"{summary} Not remediated") is { } objected)
        {
            return objected;
        }

        // Protects from a loop of reboots: what two tries did not mend a third will not.
        ImmutableArray<DateTimeOffset> started = isPrevention ? turn.Incident.PreventionsStarted : turn.Incident.RemediationsStarted;
        int tries = started.Count(at => turn.Now - at < TimeSpan.FromHours(24));
        if (tries >= policy.MaxRemediationsPerDay)
        {
            return planned.Escalate("attempts-exhausted", $"{summary} Not remediated: this instance was remediated {tries} times within 24 hours.");
        }

        Veto? question = Preventing.QuestionOf(plan, clearance);
        if ((mode == ResponseMode.Approve || question is not null) && turn.Incident.Approval?.Plan.Digest != plan.Digest)
        {
            return Answers.Await(planned, plan, summary, question);
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
            $"{(isPrevention ? "Preventing" : "Remediating")}: {string.Join(" ", plan.InWords())}");
    }
}
