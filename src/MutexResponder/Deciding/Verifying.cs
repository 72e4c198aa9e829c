using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Remediation;
using MutexResponder.Verification;
using MutexResponder.Wording;
using System.Collections.Immutable;

namespace MutexResponder.Deciding;

/// <summary>The machine is looked at after a change: whether the goal is reached.</summary>
internal static class Verifying
{
    /// <summary>
    /// SSM does not take the look, as it does where the agent has been silent since the reboot was ordered: that says nothing of the
    /// change. The next tick asks EC2 for the reboot where that is still to be tried, or looks again.
    /// </summary>
    public static Decision NotTaken(Turn turn, State.Remediating state, Reason why)
    {
        if (ForcedReboot.IsUnderWay(turn, state.Attempt))
        {
            return ForcedReboot.Pause(turn, state.Attempt, Story.MayStillBeRebooting(why.Told));
        }

        return ForcedReboot.Fits(turn.Incident, state.Attempt) || state.LookCount < turn.Policy.MaxVerifications
            ? turn.To(new State.AwaitingReboot(state.Attempt, turn.Now, state.LookCount), Story.LookingAgain(why.Told))
            : turn.Escalate(why);
    }

    public static Decision OnSilence(Turn turn, State.Remediating state) =>
        LookAgainOrEscalate(turn, state, hasRebooted: null, Because.NotLookedAt);

    public static Decision OnResult(Turn turn, State.Remediating state, CommandReport report)
    {
        (Evidence? after, Statement? error) = turn.Seen.Collected;
        if (after is null)
        {
            return LookAgainOrEscalate(turn, state, hasRebooted: null, Because.NoEvidenceAfter(report.StatusDetails, error!));
        }

        Incident incident = turn.Incident;
        if (incident.Seen?.Evidence is not { } before)
        {
            return turn.Escalate(Because.NoEvidenceBefore);
        }

        // What a rollback leaves behind may fail again: the report tells of it.
        DiagnosisResult? left = incident.Goal is Goal.Rollback ? Diagnoser.Diagnose(after, incident.Signals, incident.Recovery, turn.Policy.RemedyStyle) : null;
        state = state with { Attempt = state.Attempt with { After = Look.Of(turn.Seen.CollectedText, after, turn.Now) with { Diagnosis = left } } };
        Turn looked = turn.With(WithChange(incident, before, after, turn.Now)).With(state.Attempt);
        bool hasRebooted = before.BootId != after.BootId;
        RecoveryVerification verification = RecoveryVerification.Of(incident, state.Attempt, before, after);
        if (verification.IsRecovered && incident.HasNewsSince(state.Attempt.After!, turn.Policy.MaxLineLateness))
        {
            return LookAgainOrEscalate(looked, state, hasRebooted, Because.SignalAfterRecovery);
        }

        if (verification.IsRecovered)
        {
            return Recovered(looked, [.. verification.Checks.Select(c => c.Seen)]);
        }

        if (incident.Goal is Goal.Recover && state.Attempt.Step("recover")?.Refusal is { IsCuredByInspection: true } refused && looked.MayInspectAgain)
        {
            return looked.Inspect(Story.NotBroughtOntoItInspectingAgain(refused.Code, refused.Told));
        }

        // An order that was sent more than once was refused, which said nothing of its twin; that neither did anything is seen now.
        if (IsAsBefore(before, after) && Changing.InspectAfterRefusal(looked, state.Attempt) is { } anew)
        {
            return anew;
        }

        if (state.Attempt.Told is null && IsAsBefore(before, after))
        {
            return LookAgainOrEscalate(looked, state, hasRebooted, Because.ChangeNotMade);
        }

        return LookAgainOrEscalate(looked, state, hasRebooted, Because.NotRecovered([.. verification.Unmet.Select(c => Because.Unmet(c.Name, c.Seen))]));
    }

    /// <summary>A change whose report was lost shows in the evidence all the same.</summary>
    private static Incident WithChange(Incident incident, Evidence before, Evidence after, DateTimeOffset now) =>
        incident.Goal is Goal.Recover or Goal.Prevent && incident.LastChange?.IncidentId != incident.Id
            && before.ConfigHash is { } hashBefore && after.ConfigHash is { } hashAfter && hashBefore != hashAfter
            ? incident with { LastChange = new AppliedChange(incident.Id, hashBefore, now) { By = incident.Recovery } }
            : incident;

    /// <summary>The instance looks as it did when the change was sent.</summary>
    private static bool IsAsBefore(Evidence before, Evidence after) =>
        before.BootId == after.BootId
        && before.ConfigHash is { } hash && hash == after.ConfigHash
        && before.ParentIdentity == after.ParentIdentity;

    private static Decision Recovered(Turn looked, ImmutableArray<Statement> seen) => looked.Incident.Goal switch
    {
        Goal.Rollback { Because: { } because } => looked.With(looked.Incident with { LastChange = null }).Escalate(Because.PreventionTakenBack(because.Told, seen)),
        Goal.Rollback rollback => looked.With(looked.Incident with { LastChange = null, PutBack = rollback.Change.HashBefore }).End(Ending.Resolved, Because.RolledBack(rollback.Change.IncidentId.ToString(), seen)),
        Goal.Prevent => looked.End(Ending.Resolved, Because.Prevented(seen)),
        _ => looked.End(Ending.Resolved, Because.Recovered(seen)),
    };

    /// <param name="turn">The record, and what was seen.</param>
    /// <param name="state">Its state.</param>
    /// <param name="hasRebooted">Whether the guest is in another boot than before the change; null where nothing was heard of it.</param>
    /// <param name="why">Why it is not verified.</param>
    private static Decision LookAgainOrEscalate(Turn turn, State.Remediating state, bool? hasRebooted, Reason why)
    {
        if (ForcedReboot.Fits(turn.Incident, state.Attempt))
        {
            return ForcedReboot.Ask(turn, state.Attempt, why.Told);
        }

        if (hasRebooted != true && ForcedReboot.IsUnderWay(turn, state.Attempt))
        {
            return ForcedReboot.Pause(turn, state.Attempt, Story.MayStillBeRebooting(why.Told));
        }

        return state.LookCount < turn.Policy.MaxVerifications
            ? turn.LookAgain(state.Attempt, state.LookCount, Story.LookingAgain(why.Told))
            : turn.Escalate(why);
    }
}
