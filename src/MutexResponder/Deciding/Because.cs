using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>Why an incident stands where it stands, where that is not what the diagnosis or a veto says.</summary>
internal static class Because
{
    /// <summary>An incident whose remedy is known and was not applied, because nothing may be changed.</summary>
    public const string ObservedCode = "mode-observe";

    public const string RejectedCode = "rejected";

    public static Reason NoFreeSlot(int minutes) => new("no-free-slot", ("minutes", minutes));

    /// <summary>The wait is over for an order that may have reached the instance.</summary>
    public static Reason NoFreeSlotToSend => new("no-free-slot", State.WaitingForSlot.Why.Told);

    public static Reason WaitingForApproval(Statement diagnosis) => new("mode-approve", ("diagnosis", diagnosis));

    public static Reason SecondPersonNeeded(string who) => new("second-person-needed", ("who", who));

    public static Reason ApprovalExpired => new("approval-expired");

    public static Reason Rejected(Statement? by) => by is null ? new(RejectedCode) : new(RejectedCode, new Statement("rejected-by", ("who", by)));

    public static Reason Observed(Statement diagnosis) => new(ObservedCode, ("diagnosis", diagnosis));

    public static Reason ObservedByTag => new(ObservedCode, new Statement("rollback-observed-by-tag"));

    /// <param name="mode">The mode of now.</param>
    public static Reason ModeChanged(string mode) => new("mode-changed", ("mode", mode));

    public static Reason AttemptsExhausted(Statement diagnosis, int count) => new("attempts-exhausted", ("diagnosis", diagnosis), ("count", count));

    public static Reason InspectionTimedOut => new("inspection-timed-out");

    public static Reason InspectionUndelivered(string details) => new("command-undelivered", ("details", details));

    public static Reason InspectionRefused(string error) => new("command-refused", new Statement("inspection-refused", ("error", error)));

    public static Reason ChangeRefused(string error) => new("command-refused", ("error", error));

    public static Reason RollbackRefused(string error) => new("command-refused", new Statement("rollback-command-refused", ("error", error)));

    public static Reason LookRefused(string error) => new("command-refused", new Statement("look-refused", ("error", error)));

    /// <param name="command">The document's word.</param>
    /// <param name="error">What SSM said.</param>
    public static Reason CommandUnconfirmed(Statement command, string error) => new("command-unconfirmed", ("command", command), ("error", error));

    public static Reason LookUnconfirmed(string error) => new("command-unconfirmed", new Statement("look-unconfirmed", ("error", error)));

    public static Reason NoUsableEvidence(Statement error) => new(Diagnosis.Causes.EvidenceIncomplete.Code, new Statement("no-usable-evidence", ("error", error)));

    public static Reason NothingRolledBack => new(Diagnosis.Causes.EvidenceIncomplete.Code, new Statement("nothing-rolled-back"));

    public static Reason AlreadyAsBefore(string incident) => new("already-as-before", ("incident", incident));

    public static Reason ChangeInterrupted => new("change-interrupted");

    public static Reason ChangeWithoutEffect(string reason) => new("remedy-not-effective", ("reason", reason));

    public static Reason RestoreFailed(string reason) => new("restore-failed", ("reason", reason));

    public static Reason RollbackWithoutEffect(string reason) => new("rollback-not-effective", ("reason", reason));

    public static Reason RollbackFailed(string reason) => new("rollback-failed", ("reason", reason));

    public static Reason NotLookedAt => new("not-verified");

    public static Reason NoEvidenceAfter(string details, Statement error) => new("not-verified", new Statement("no-evidence-after", ("details", details), ("error", error)));

    public static Reason NoEvidenceBefore => new("not-verified", new Statement("no-evidence-before"));

    public static Reason SignalAfterRecovery => new("signal-after-recovery");

    public static Reason NoSlotForReboot(Statement why) => new("no-slot-for-reboot", ("why", why));

    public static Reason ChangeNotMade => new("change-not-made");

    public static Reason NotRecovered(ImmutableArray<Statement> unmet) => new("not-recovered", ("unmet", unmet));

    /// <summary>A check that did not pass.</summary>
    public static Statement Unmet(Statement check, Statement seen) => new("unmet", ("check", check), ("seen", seen));

    public static Reason Recovered(ImmutableArray<Statement> seen) => new("recovered", ("seen", seen));

    public static Reason RolledBack(string incident, ImmutableArray<Statement> seen) => new("rolled-back", ("incident", incident), ("seen", seen));

    public static Reason Prevented(ImmutableArray<Statement> seen) => new("prevented", ("seen", seen));

    public static Reason NothingToPrevent(Statement diagnosis) => new("nothing-to-prevent", ("diagnosis", diagnosis));

    public static Reason NotMendable(Statement diagnosis) => new("not-mendable", ("diagnosis", diagnosis));

    public static Reason LeftAsPutBack(Statement diagnosis) => new("left-as-put-back", ("diagnosis", diagnosis));

    public static Reason LoadsWhatIsPending => new("loads-what-is-pending");

    public static Reason PreventionTakenBack(Statement why, ImmutableArray<Statement> seen) => new("prevention-taken-back", ("why", why), ("seen", seen));

    /// <summary>It was to be taken back, and is not there.</summary>
    public static Reason PreventionNotThere(Statement why) => new("prevention-taken-back", new Statement("prevention-not-there", ("why", why)));

    /// <summary>The veto's reason, and what was not done for it.</summary>
    public static Reason NotRemediated(Statement diagnosis, Reason veto) => veto with { Told = NotRemediated(diagnosis, veto.Told) };

    public static Reason NotRolledBack(Reason veto) => veto with { Told = NotRolledBack(veto.Told) };

    public static Reason PersonAsked(Statement diagnosis, Reason veto) => veto with { Told = WaitingForApprovalAsAsked(diagnosis, veto.Told) };

    public static Reason NotSentAgain(Reason veto) => veto with { Told = NotSentAgain(veto.Told) };

    public static Reason NothingChanged(Reason veto) => veto with { Told = NothingChanged(veto.Told) };

    public static Reason NotForced(Statement why, Reason veto) => veto with { Told = NotForced(why, veto.Told) };

    /// <summary>The instance refused the change, or the rollback.</summary>
    public static Reason RefusedByInstance(Refusal refusal, bool isRollback) =>
        new(refusal.Code, isRollback ? RollbackRefusedByInstance(refusal.Told) : ChangeRefusedByInstance(refusal.Told));

    /// <summary>The configuration was changed, and the instance refused to bring Apache onto it.</summary>
    public static Reason NotBroughtOntoIt(Refusal refusal) => new(refusal.Code, NotBroughtOntoIt(refusal.Told));

    private static Statement NotBroughtOntoIt(Statement why) => new("not-brought-onto-it", ("why", why));

    private static Statement NotRemediated(Statement diagnosis, Statement why) => new("not-remediated", ("diagnosis", diagnosis), ("why", why));

    private static Statement NotRolledBack(Statement why) => new("not-rolled-back", ("why", why));

    private static Statement WaitingForApprovalAsAsked(Statement diagnosis, Statement why) => new("waiting-for-approval-as-asked", ("diagnosis", diagnosis), ("why", why));

    private static Statement NotSentAgain(Statement why) => new("change-not-sent-again", ("why", why));

    private static Statement NothingChanged(Statement why) => new("nothing-changed", ("why", why));

    private static Statement NotForced(Statement why, Statement veto) => new("reboot-not-asked-for", ("why", why), ("veto", veto));

    private static Statement ChangeRefusedByInstance(Statement why) => new("change-refused-by-instance", ("why", why));

    private static Statement RollbackRefusedByInstance(Statement why) => new("rollback-refused-by-instance", ("why", why));
}
