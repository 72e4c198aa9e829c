using MutexResponder.Diagnosis;
using MutexResponder.Diagnosis.Causes;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>A site that serves and will not: whether our line and a graceful reload are for it, and what follows where they fail.</summary>
internal static class Preventing
{
    /// <summary>Whether prevention is allowed to change anything, in the words of the other mode; null where it is not.</summary>
    public static ResponseMode? ModeOf(PreventionMode prevention) => prevention switch
    {
        PreventionMode.Approve => ResponseMode.Approve,
        PreventionMode.Fix => ResponseMode.Remediate,
        _ => null,
    };

    /// <returns>Null where the site is down: then it is an outage, and answered as one.</returns>
    public static Decision? Conclude(Turn noted, DiagnosisResult diagnosis, Evidence evidence)
    {
        if (noted.Incident.LastSignalAt > evidence.TakenAt)
        {
            return Overtaken(noted);
        }

        if (diagnosis.Verdict == Verdict.Remedy)
        {
            return null;
        }

        if (Outlook.Of(evidence) is not Outlook.AtRisk atRisk)
        {
            return diagnosis switch
            {
                { ReasonCode: EvidenceIncomplete.Code } => noted.InspectOrEscalate(diagnosis.Reason),
                { Verdict: Verdict.Escalate } => noted.Escalate(diagnosis.Reason),
                _ => noted.End(Ending.NoAction, Because.NothingToPrevent(diagnosis.Reason.Told)),
            };
        }

        return Diagnoser.PlanPrevention(evidence, atRisk, noted.Policy.RemedyStyle) is { } plan
            ? Inspecting.MayChange(noted, plan, diagnosis.Reason.Told)
            : noted.End(Ending.NoAction, Because.NotMendable(diagnosis.Reason.Told));
    }

    /// <summary>What was to be prevented has come: from here on it is an outage like any other.</summary>
    public static Turn AsOutage(Turn turn) => turn.With(turn.Incident with
    {
        Goal = new Goal.Recover(),
        Recovery = turn.Policy.Recovery,
        Mode = turn.Incident.IsReported ? turn.Policy.Mode : ResponseMode.Observe,
        Approval = null,
    });

    /// <summary>The log reports the failure before it was prevented.</summary>
    public static Decision Overtaken(Turn turn) =>
        AsOutage(turn).Afresh().Inspect(Story.PreventionOvertaken);

    /// <summary>The looks after the change did not prove it.</summary>
    /// <param name="turn">The record, with the newest look.</param>
    /// <param name="why">Why it is not proved.</param>
    public static Decision NotProved(Turn turn, Reason why)
    {
        if (turn.Incident.IsReported)
        {
            return AsOutage(turn).Afresh().Inspect(Story.LookingAsInOutage(why.Told));
        }

        // Also where the site is down and no log says why: then it is we who took it down, and the mode for others' outages does not say
        // whether we may mend that.
        if (turn.Incident.LastChange is { } change && change.IncidentId == turn.Incident.Id)
        {
            return turn.With(turn.Incident with { Goal = new Goal.Rollback(change) { Because = why } }).Afresh().Inspect(Story.TakingBack(why.Told));
        }

        return turn.Incident.Attempt?.After?.Evidence is { SiteAnswers: false } ? AsOutage(turn).Afresh().Inspect(Story.LookingAsInOutage(why.Told)) : turn.Escalate(why);
    }

    /// <summary>Where the line is there already, the reload brings whatever else waits to life: somebody has to know of it.</summary>
    public static Veto? QuestionOf(Plan plan, Clearance clearance) => plan.Recovery switch
    {
        RecoveryKind.Reload when plan is { Remedy: Remedy.None, TakesBack: null } => new Veto(VetoKind.AskPerson, Because.LoadsWhatIsPending),
        // A group replaces an instance that reboots; a reload it does not notice.
        RecoveryKind.Reload => null,
        _ => clearance.Question,
    };
}
