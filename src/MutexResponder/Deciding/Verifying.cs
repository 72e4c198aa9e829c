using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Remediation;
using MutexResponder.Verification;

namespace MutexResponder.Deciding;

/// <summary>The machine is looked at after a change: whether the goal is reached.</summary>
internal static class Verifying
{
    /// <summary>
    /// SSM does not take the look, as it does where the agent has been silent since the reboot was ordered: that says nothing of the
    /// change. The next tick asks EC2 for the reboot where that is still to be tried, or looks again.
    /// </summary>
    public static Decision NotTaken(Turn turn, State.Remediating state, string code, string reason)
    {
        if (ForcedReboot.IsUnderWay(turn, state.Attempt))
        {
            return ForcedReboot.Pause(turn, state.Attempt, $"{reason} EC2 may still be rebooting it.");
        }

        return ForcedReboot.Fits(turn.Incident, state.Attempt) || state.LookCount < turn.Policy.MaxVerifications
            ? turn.To(new State.AwaitingReboot(state.Attempt, turn.Now, state.LookCount), $"{reason} Looking again.")
            : turn.Escalate(code, reason);
    }

    public static Decision OnSilence(Turn turn, State.Remediating state) =>
        LookAgainOrEscalate(turn, state, hasRebooted: null, "not-verified", "The instance did not report back in time.");

    public static Decision OnResult(Turn turn, State.Remediating state, CommandReport report)
    {
        (Evidence? after, string? error) = turn.Seen.Collected;
        if (after is null)
        {
            return LookAgainOrEscalate(
                turn, state, hasRebooted: null, "not-verified", $"The instance gave no usable evidence after the change ({report.StatusDetails}; {error}).");
        }

        Incident incident = turn.Incident;
        if (incident.Seen?.Evidence is not { } before)
        {
            return turn.Escalate("not-verified", "The evidence from before the change cannot be read; the recovery is not proven.");
        }

        state = state with { Attempt = state.Attempt with { After = Look.Of(turn.Seen.CollectedText, after, turn.Now) } };
        Turn looked = turn.With(WithChange(incident, before, after, turn.Now)).With(state.Attempt);
        bool hasRebooted = before.BootId != after.BootId;
        RecoveryKind recovery = RecoveryVerification.Proves(incident.Recovery, state.Attempt);
        RecoveryVerification verification = incident.Goal is Goal.Rollback rollback
            ? RecoveryVerification.VerifyRollback(before, after, recovery, rollback.Change.HashBefore, incident.Signals)
            : RecoveryVerification.Verify(before, after, recovery, incident.Signals);
        if (verification.IsRecovered && incident.LastSignalAt > after.TakenAt)
        {
            return LookAgainOrEscalate(looked, state, hasRebooted, "signal-after-recovery", "The site answered, but a signal is newer than that evidence.");
        }

        if (verification.IsRecovered)
        {
            return Recovered(looked, string.Join("; ", verification.Checks.Select(c => c.Detail)));
        }

        if (incident.Goal is Goal.Recover && state.Attempt.Step("recover") is { Status: "refused" } refused && Refusal.IsCuredByInspection(refused.Reason) && looked.MayInspectAgain)
        {
            return looked.Inspect($"The configuration on disk is right, but Apache was not brought onto it ({refused.Reason}): {Refusal.InWords(refused.Reason)}. Inspecting again.");
        }

        if (IsUntouched(state.Attempt, before, after))
        {
            return LookAgainOrEscalate(
                looked, state, hasRebooted: false, "change-not-made", "The command did not reach the instance: same boot, same configuration, same Apache.");
        }

        string unmet = string.Join("; ", verification.Unmet.Select(c => $"{c.Name}: {c.Detail}"));
        return LookAgainOrEscalate(looked, state, hasRebooted, "not-recovered", $"The recovery is not proven. {unmet}.");
    }

    /// <summary>A change whose report was lost shows in the evidence all the same.</summary>
    private static Incident WithChange(Incident incident, Evidence before, Evidence after, DateTimeOffset now) =>
        incident.Goal is Goal.Recover or Goal.Prevent && incident.LastChange?.IncidentId != incident.Id
            && before.ConfigHash is { } hashBefore && after.ConfigHash is { } hashAfter && hashBefore != hashAfter
            ? incident with { LastChange = new AppliedChange(incident.Id, hashBefore, now) { By = incident.Recovery } }
            : incident;

    /// <summary>No step told of anything, and the instance looks as it did when the change was sent.</summary>
    private static bool IsUntouched(Attempt attempt, Evidence before, Evidence after) =>
        attempt.Told is null
        && before.BootId == after.BootId
        && before.ConfigHash is { } hash && hash == after.ConfigHash
        && before.ParentIdentity == after.ParentIdentity;

    private static Decision Recovered(Turn looked, string details) => looked.Incident.Goal switch
    {
        Goal.Rollback { Because: { } because } => looked.With(looked.Incident with { LastChange = null }).Escalate(
            "prevention-taken-back", $"{because.Text} The change was taken back, and the site answers: {details}."),
        Goal.Rollback rollback => looked.With(looked.Incident with { LastChange = null }).End(
            Ending.Resolved, "rolled-back", $"The configuration is as it was before incident {rollback.Change.IncidentId}, and the site answers: {details}."),
        Goal.Prevent => looked.End(Ending.Resolved, "prevented", $"The next logout finds nothing to remove, and the site served all the time: {details}."),
        _ => looked.End(Ending.Resolved, "recovered", $"The site answers again: {details}."),
    };

    /// <param name="turn">The record, and what was seen.</param>
    /// <param name="state">Its state.</param>
    /// <param name="hasRebooted">Whether the guest is in another boot than before the change; null where nothing was heard of it.</param>
    /// <param name="code">Why it is not verified.</param>
    /// <param name="reason">The same in a sentence.</param>
    private static Decision LookAgainOrEscalate(Turn turn, State.Remediating state, bool? hasRebooted, string code, string reason)
    {
        if (hasRebooted != true && ForcedReboot.Fits(turn.Incident, state.Attempt))
        {
            return ForcedReboot.Ask(turn, state.Attempt, reason);
        }

        if (hasRebooted != true && ForcedReboot.IsUnderWay(turn, state.Attempt))
        {
            return ForcedReboot.Pause(turn, state.Attempt, $"{reason} EC2 may still be rebooting it.");
        }

        return state.LookCount < turn.Policy.MaxVerifications
            ? turn.LookAgain(state.Attempt, state.LookCount, $"{reason} Looking again.")
            : turn.Incident.Goal is Goal.Prevent ? Preventing.NotProved(turn, code, reason) : turn.Escalate(code, reason);
    }
}
