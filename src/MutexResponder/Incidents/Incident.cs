using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Remediation;

namespace MutexResponder.Incidents;

/// <summary>The record of one incident on one instance: all that is known, decided and done, and enough to write the report from.</summary>
public sealed record Incident
{
    /// <summary>Signals beyond this many are counted and not kept.</summary>
    public const int MaxSignals = 20;

    /// <summary>The least time between two signals that cost a write each, once enough are kept: six writes a minute, however much is logged.</summary>
    public static readonly TimeSpan SignalCountSpacing = TimeSpan.FromSeconds(10);

    /// <summary>Timeline entries beyond this many are dropped from the middle.</summary>
    public const int MaxTimelineEntries = 100;

    /// <summary>Commands beyond this many are dropped, the oldest first.</summary>
    public const int MaxCommands = 20;

    public required InstanceId Instance { get; init; }

    /// <summary><c>mr-20260825T205154Z-i-0abc…</c>: derived from the time it was opened and the instance.</summary>
    public required string Id { get; init; }

    /// <summary>Starts at 1, and each saved change adds 1.</summary>
    public required long Version { get; init; }

    public required IncidentPhase Phase { get; init; }

    /// <summary>The mode this incident is handled in.</summary>
    public required ResponseMode Mode { get; init; }

    public required RecoveryKind Recovery { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The first signals, oldest first.</summary>
    public ImmutableArray<Signal> Signals { get; init; } = [];

    /// <summary>All signals seen, kept or not; once <see cref="MaxSignals"/> are kept, at least so many.</summary>
    public int SignalCount { get; init; }

    /// <summary>
    /// The newest own time of the signals that arrived since the last look was ordered, kept or not; null where none did. What arrived
    /// before it cannot be newer than the look, whatever time it bears: a log's clock may be hours ahead, and its writer anybody.
    /// Once <see cref="MaxSignals"/> are kept it is up to <see cref="SignalCountSpacing"/> late, and lines of before it are not written down.
    /// </summary>
    public DateTimeOffset? LastSignalAt { get; init; }

    /// <summary>What is waited for, null where nothing is.</summary>
    public PendingCommand? Pending { get; init; }

    /// <summary>The commands of this incident that are waited for no more, oldest first.</summary>
    public ImmutableArray<SentCommand> Commands { get; init; } = [];

    /// <summary>Output of the collect step before any change; null until an inspection ended.</summary>
    public string? EvidenceBefore { get; init; }

    /// <summary>Output of the collect step after the change; null until it was taken.</summary>
    public string? EvidenceAfter { get; init; }

    /// <summary>Result lines of the apply and recover steps, newest attempt; null until they ended.</summary>
    public string? ChangeLog { get; init; }

    /// <summary>Why the incident stands where it stands: a short fixed code such as <c>forged-line</c>.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The same in a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>Inspections sent for this incident.</summary>
    public int InspectionCount { get; init; }

    /// <summary>When remediations were started on this instance in the last day, this incident's included.</summary>
    public ImmutableArray<DateTimeOffset> RemediationsStarted { get; init; } = [];

    /// <summary>Signals came too soon after the last incident ended: look again at this time.</summary>
    public DateTimeOffset? InspectAgainAt { get; init; }

    /// <summary>Who asked for a remediation by hand; null where nobody did.</summary>
    public Asker? RequestedBy { get; init; }

    /// <summary>Who approved <see cref="ApprovedPlan"/>; null where nobody was asked, or where the plan is another one since.</summary>
    public Asker? ApprovedBy { get; init; }

    /// <summary>The one plan that was approved; null where none was.</summary>
    public PlanDigest? ApprovedPlan { get; init; }

    /// <summary>The change that the newest evidence asks for; null where none is known.</summary>
    public Plan? Proposal { get; init; }

    /// <summary>Names of the slots this incident holds; empty before remediation and after the end.</summary>
    public ImmutableArray<string> HeldSlots { get; init; } = [];

    public ImmutableArray<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>The machine's own clock at the newest evidence; signals from before it are old news. Null before the first.</summary>
    public DateTimeOffset? EvidenceTakenAt { get; init; }

    /// <summary>When the newest inspection's result was read, by the function's clock. Null before the first.</summary>
    public DateTimeOffset? InspectedAt { get; init; }

    /// <summary>Inspections sent to verify the recovery.</summary>
    public int VerificationCount { get; init; }

    /// <summary>Waiting for a free slot since; null where it does not wait.</summary>
    public DateTimeOffset? WaitingForSlotSince { get; init; }

    /// <summary>When a waiting plan is no longer good; null where none waits.</summary>
    public DateTimeOffset? ApprovalExpiresAt { get; init; }

    /// <summary>The human record (OpsItem), null where there is none yet.</summary>
    public string? HumanRecordId { get; init; }

    /// <summary>People have not been shown the newest phase yet.</summary>
    public bool ShowPending { get; init; }

    /// <summary>What would be, or was, done, in words, one step each; empty where no remedy is known.</summary>
    public ImmutableArray<string> Plan { get; init; } = [];

    /// <summary>What this incident is to come to.</summary>
    public IncidentGoal Goal { get; init; }

    /// <summary>The last change of this instance's configuration that could be taken back, of whichever incident; null where there is none.</summary>
    public AppliedChange? LastChange { get; init; }

    /// <summary>The change that this rollback is to take back, also once it was; null with another goal, and in records of before it was kept.</summary>
    public AppliedChange? TakesBack { get; init; }

    /// <summary>When the rollback was ordered; null where it was not, or where it is known that the instance did nothing.</summary>
    public DateTimeOffset? RollbackStartedAt { get; init; }

    /// <summary>When EC2 was asked to reboot the instance that had not rebooted itself; null where it was not, in this attempt.</summary>
    public DateTimeOffset? ForcedRebootAt { get; init; }

    /// <summary>After a forced reboot, while no command is pending: when to look next.</summary>
    public DateTimeOffset? VerifyAt { get; init; }

    /// <summary>When it last came a step further.</summary>
    public DateTimeOffset ChangedAt => Timeline is [.., var newest] ? newest.At : OpenedAt;

    public bool IsFinished => Phase is IncidentPhase.Resolved or IncidentPhase.NoAction or IncidentPhase.Escalated;

    /// <summary>It ended, and people may want to read of it later: all but a look that no log line had called for and that found nothing to do.</summary>
    public bool IsHistory => IsFinished && this is not { Phase: IncidentPhase.NoAction, SignalCount: 0, Goal: IncidentGoal.Recover, Proposal: null };

    /// <summary>Somebody must come back to this record: it is not finished, signals asked for another look, or people were not told yet.</summary>
    public bool IsUnfinished => !IsFinished || InspectAgainAt is not null || ShowPending;
}
