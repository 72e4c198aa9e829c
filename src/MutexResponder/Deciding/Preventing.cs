using MutexResponder.Diagnosis;
using MutexResponder.Diagnosis.Causes;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

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
        if (diagnosis.Verdict == Verdict.Remedy)
        {
            return null;
        }

        if (Outlook.Of(evidence) is not Outlook.AtRisk atRisk)
        {
            return diagnosis switch
            {
                { ReasonCode: EvidenceIncomplete.Code } => noted.InspectOrEscalate(diagnosis.ReasonCode, diagnosis.Summary),
                { Verdict: Verdict.Escalate } => noted.Escalate(diagnosis.ReasonCode, diagnosis.Summary),
                _ => noted.End(Ending.NoAction, "nothing-to-prevent", $"Nothing that this server needs will be removed. {diagnosis.Summary}"),
            };
        }

        return Diagnoser.PlanPrevention(evidence, atRisk, noted.Policy.RemedyStyle) is { } plan
            ? Inspecting.MayChange(noted, plan, diagnosis.Summary)
            : noted.End(Ending.NoAction, "not-mendable", $"A person has to mend what puts it at risk. {diagnosis.Summary}");
    }

    /// <summary>What was to be prevented has come: from here on it is an outage like any other.</summary>
    public static Turn AsOutage(Turn turn) => turn.With(turn.Incident with
    {
        Goal = new Goal.Recover(),
        Recovery = turn.Policy.Recovery,
        Mode = turn.Incident.IsReported ? turn.Policy.Mode : ResponseMode.Observe,
        Approval = null,
    });

    /// <summary>The log reports the failure while the plan waits.</summary>
    public static Decision Overtaken(Turn turn) =>
        AsOutage(turn).Afresh().Inspect("The error log reports the failure that was to be prevented; inspecting the instance.");

    /// <summary>The looks after the change did not prove it.</summary>
    /// <param name="turn">The record, with the newest look.</param>
    /// <param name="code">Why it is not proved.</param>
    /// <param name="reason">The same in a sentence.</param>
    public static Decision NotProved(Turn turn, string code, string reason)
    {
        (Evidence? after, _) = EvidenceReader.Read(turn.Incident.Attempt?.After?.Text ?? "");
        if (after is { SiteAnswers: false } || turn.Incident.IsReported)
        {
            return AsOutage(turn).Afresh().Inspect($"{reason} The site is looked at as in an outage.");
        }

        return turn.Incident.LastChange is { } change && change.IncidentId == turn.Incident.Id
            ? turn.With(turn.Incident with { Goal = new Goal.Rollback(change) { Because = new Reason(code, reason) } }).Afresh().Inspect($"{reason} Taking it back.")
            : turn.Escalate(code, reason);
    }

    /// <summary>Where the line is there already, the reload brings whatever else waits to life: somebody has to know of it.</summary>
    public static Veto? QuestionOf(Plan plan, Clearance clearance) => plan.Recovery switch
    {
        RecoveryKind.Reload when plan.Remedy == Remedy.None => new Veto(
            VetoKind.AskPerson, "loads-what-is-pending", "The line is on disk already; the reload also brings to life whatever else was changed since Apache last loaded its configuration."),
        // A group replaces an instance that reboots; a reload it does not notice.
        RecoveryKind.Reload => null,
        _ => clearance.Question,
    };
}
