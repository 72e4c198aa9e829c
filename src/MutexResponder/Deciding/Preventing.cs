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

    /// <summary>What the policy of now allows an incident, by what it is to come to.</summary>
    public static ResponseMode Allowed(Goal goal, Policy policy) => goal switch
    {
        Goal.Prevent => ModeOf(policy.Prevention) ?? ResponseMode.Observe,
        Goal.Rollback rollback => ToTakeBack(rollback.Change.By, policy),
        _ => policy.Mode,
    };

    /// <summary>What allowed a change allows to take it back; where prevention changes nothing any more, the mode for outages.</summary>
    public static ResponseMode ToTakeBack(RecoveryKind? by, Policy policy) => (by == RecoveryKind.Reload ? ModeOf(policy.Prevention) : null) ?? policy.Mode;

    /// <returns>Null where the site is down, or the log says that it is: then it is an outage, and answered as one.</returns>
    public static Decision? Conclude(Turn noted, DiagnosisResult diagnosis, Evidence evidence)
    {
        if (noted.Incident.HasNewsSince(noted.Incident.Seen!, noted.Policy.MaxLineLateness))
        {
            return Overtaken(noted);
        }

        if (diagnosis.Verdict == Verdict.Remedy || noted.Incident.IsReported)
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

        // Protects from undoing each day what a person did, and from trying for ever what could not be proved.
        if (noted.Incident is { Goal: Goal.Prevent { IsFromSweep: true }, PutBack: { } putBack } && putBack == evidence.ConfigHash)
        {
            return noted.End(Ending.NoAction, Because.LeftAsPutBack(diagnosis.Reason.Told));
        }

        return Diagnoser.PlanPrevention(evidence, atRisk, noted.Policy.RemedyStyle) is { } plan
            ? Inspecting.MayChange(noted.With(diagnosis with { Plan = plan }), plan, diagnosis.Reason.Told)
            : noted.End(Ending.NoAction, Because.NotMendable(diagnosis.Reason.Told));
    }

    /// <summary>
    /// What was to be prevented has come: from here on it is an outage like any other, answered as one where the log reports it or a sweep has found it.
    /// Who asked for this one machine has asked for no change of another kind.
    /// </summary>
    public static Turn AsOutage(Turn turn) => turn.With(turn.Incident with
    {
        Goal = new Goal.Recover(),
        Recovery = turn.Policy.Recovery,
        Mode = turn.Incident.IsReported || turn.Incident.Goal is Goal.Prevent { IsFromSweep: true } ? turn.Policy.Mode : ResponseMode.Observe,
        Approval = null,
    });

    /// <summary>The log reports the failure that was to be prevented, before anything was changed.</summary>
    public static Decision Overtaken(Turn turn) =>
        AsOutage(turn).Afresh().Inspect(Story.PreventionOvertaken);

    /// <summary>
    /// What no proof ends. A change of ours goes first, whatever the log says: it may be what took the site down, and the mode for others' outages
    /// does not say whether we may mend that. Then a site that is down is an outage, and one that serves is for a person.
    /// </summary>
    /// <returns>Null where nothing but the end is left.</returns>
    public static Decision? InsteadOfEnding(Turn turn, Reason why)
    {
        Incident incident = turn.Incident;
        switch (incident.Goal)
        {
            case Goal.Prevent when incident.LastChange is { } change && change.IncidentId == incident.Id:
                return turn.With(incident with { Goal = new Goal.Rollback(change) { Because = why }, PutBack = change.HashBefore }).Afresh().Inspect(Story.TakingBack(why.Told));

            case Goal.Prevent when incident.IsReported:
                return Overtaken(turn);

            case Goal.Rollback { Because: not null } when IsDown(turn):
            case Goal.Prevent when incident.Attempt is { DidNothing: false } && IsDown(turn):
                Turn outage = AsOutage(turn);
                return outage.With(outage.Incident with { Mode = turn.Policy.Mode }).Afresh().Inspect(Story.LookingAsInOutage(why.Told));

            default:
                return null;
        }
    }

    /// <summary>By the newest look, or by the log where that knows more.</summary>
    private static bool IsDown(Turn turn) => turn.Incident.LastLook is { Evidence: { } evidence } look
        && (evidence.SiteAnswers == false || Diagnoser.IsOutage(evidence)
            || (turn.Incident.IsReported && (evidence.SiteAnswers is null || turn.Incident.HasNewsSince(look, turn.Policy.MaxLineLateness))));

    /// <summary>Where the line is there already, the reload brings whatever else waits to life: somebody has to know of it.</summary>
    public static Veto? QuestionOf(Plan plan, Clearance clearance) => plan.Recovery switch
    {
        RecoveryKind.Reload when plan is { Remedy: Remedy.None, TakesBack: null } => new Veto(VetoKind.AskPerson, Because.LoadsWhatIsPending),
        // A group replaces an instance that reboots; a reload it does not notice.
        RecoveryKind.Reload => null,
        _ => clearance.Question,
    };
}
