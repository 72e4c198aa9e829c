using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Wording;

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

    public required IncidentId Id { get; init; }

    /// <summary>Starts at 1, and each saved change adds 1.</summary>
    public required long Version { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>What this incident is to come to.</summary>
    public required Goal Goal { get; init; }

    /// <summary>The mode this incident is handled in.</summary>
    public required ResponseMode Mode { get; init; }

    public required RecoveryKind Recovery { get; init; }

    /// <summary>Where it stands.</summary>
    public required State State { get; init; }

    /// <summary>Who asked for a remediation, a rollback or a prevention by hand; null where nobody did.</summary>
    public Asker? RequestedBy { get; init; }

    /// <summary>The first signals, oldest first.</summary>
    public ImmutableArray<Signal> Signals { get; init; } = [];

    /// <summary>All signals seen, kept or not; once <see cref="MaxSignals"/> are kept, at least so many.</summary>
    public int SignalCount { get; init; }

    /// <summary>
    /// The newest own time of the signals that arrived since the last look was ordered, kept or not; null where none did. What arrived
    /// before it cannot be newer than the look, whatever time it bears: a log's clock may be hours ahead, and its writer anybody. Where two of them
    /// cannot be of one clock, as where it was set between them, later than any look.
    /// Once <see cref="MaxSignals"/> are kept it is up to <see cref="SignalCountSpacing"/> late, and lines of before it are not written down.
    /// </summary>
    public DateTimeOffset? LastSignalAt { get; init; }

    /// <summary>Inspections ordered one after the other, none of which led further.</summary>
    public int InspectionCount { get; init; }

    /// <summary>The newest inspection, before any change that followed it; null until one ended.</summary>
    public Look? Seen { get; init; }

    /// <summary>The one plan that a person approved; null where none was, or where another one waited since.</summary>
    public Approval? Approval { get; init; }

    /// <summary>The newest change that was ordered and is over, as it ended; null where there is none.</summary>
    public Attempt? Tried { get; init; }

    /// <summary>The commands of this incident that are waited for no more, oldest first.</summary>
    public ImmutableArray<SentCommand> Commands { get; init; } = [];

    public ImmutableArray<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>When remediations were started on this instance in the last day, this incident's included.</summary>
    public ImmutableArray<DateTimeOffset> RemediationsStarted { get; init; } = [];

    /// <summary>When preventions were started on this instance in the last day: none of them counts where an outage is answered.</summary>
    public ImmutableArray<DateTimeOffset> PreventionsStarted { get; init; } = [];

    /// <summary>The last change of this instance's configuration that could be taken back, of whichever incident; null where there is none.</summary>
    public AppliedChange? LastChange { get; init; }

    /// <summary>The configuration that a change of ours gave way to again, for a person or for want of proof; null where none did. The schedule leaves it alone.</summary>
    public ConfigHash? PutBack { get; init; }

    /// <summary>How the lines before these ended, within a day; null where they led to nothing, or a person asked for this incident.</summary>
    public EarlierEnd? Earlier { get; init; }

    /// <summary>The human record (OpsItem), null where there is none yet.</summary>
    public string? HumanRecordId { get; init; }

    /// <summary>People have not been shown the newest state yet, or not been told of it.</summary>
    public bool ShowPending { get; init; }

    /// <summary>The name of the state that people were last told of; null where they were told of none.</summary>
    public string? ToldOf { get; init; }

    /// <summary>The state in a word, for those who only watch.</summary>
    public IncidentPhase Phase => State switch
    {
        State.AwaitingApproval => IncidentPhase.AwaitingApproval,
        State.Remediating or State.AwaitingReboot => IncidentPhase.Remediating,
        State.Ended { Ending: Ending.Resolved } => IncidentPhase.Resolved,
        State.Ended { Ending: Ending.NoAction } => IncidentPhase.NoAction,
        State.Ended => IncidentPhase.Escalated,
        _ => IncidentPhase.Inspecting,
    };

    /// <summary>What is waited for, null where nothing is.</summary>
    public PendingCommand? Pending => State switch
    {
        State.Inspecting inspecting => inspecting.Command,
        State.Remediating remediating => remediating.Command,
        _ => null,
    };

    /// <summary>The newest change that was ordered, over or not; null where there is none.</summary>
    public Attempt? Attempt => State switch
    {
        State.Remediating remediating => remediating.Attempt,
        State.AwaitingReboot waiting => waiting.Attempt,
        _ => Tried,
    };

    /// <summary>A change was ordered in this incident, and the instance may have been touched.</summary>
    [JsonIgnore]
    public bool HasOrdered => RemediationsStarted.Concat(PreventionsStarted).Any(at => at >= OpenedAt);

    /// <summary>The newest look at the instance, before or after a change; null where there was none.</summary>
    [JsonIgnore]
    public Look? LastLook => Attempt?.After is { } after && !(Seen?.ReadAt > after.ReadAt) ? after : Seen;

    /// <summary>Names of the slots this incident holds: while it is in recovery, and only then.</summary>
    [JsonIgnore]
    public ImmutableArray<string> HeldSlots => State is State.Remediating or State.AwaitingReboot ? Attempt!.Slots : [];

    /// <summary>
    /// What must hold when its change is sent, or sent again. Protects from a reload that goes wrong while another of its group is down; what takes itself
    /// back does not wait for that.
    /// </summary>
    [JsonIgnore]
    public SlotChange ToSend => Goal is Goal.Rollback { Because: not null } || Pending?.Kind == CommandKind.Inspect ? SlotChange.None : new SlotChange { Vacant = SlotRequest.GroupsOf(HeldSlots) };

    /// <summary>The log told of a failure, and not only of an old generation's.</summary>
    [JsonIgnore]
    public bool IsReported => Signals.Any(signal => signal.Kind != SignalKind.StaleGeneration);

    /// <summary>Why it stands where it stands; null while it goes on by itself.</summary>
    public Reason? Why => State switch
    {
        State.WaitingForSlot => State.WaitingForSlot.Why,
        State.AwaitingApproval waiting => waiting.Why,
        State.Ended ended => ended.Why,
        _ => null,
    };

    /// <summary>The code of <see cref="Why"/>.</summary>
    public string? ReasonCode => Why?.Code;

    /// <summary>The change that the newest inspection asks for; null where none is known.</summary>
    public Plan? Proposal => Seen?.Plan;

    /// <summary>The newest look of all.</summary>
    public Look? Newest => Attempt?.After ?? Seen;

    /// <summary>When it last came a step further.</summary>
    public DateTimeOffset ChangedAt => Timeline is [.., var newest] ? newest.At : OpenedAt;

    public bool IsFinished => State is State.Ended;

    /// <summary>It ended as the one before it, and nothing was changed: a lasting cause, of which people have been told.</summary>
    [JsonIgnore]
    public bool IsRepeat => State is State.Ended ended && Tried is null && Earlier is { } earlier && (earlier.Ending, earlier.ReasonCode) == (ended.Ending, ended.Why.Code);

    /// <summary>It ended, and people may want to read of it later: all but repeats, and a look that no log line had called for and that found nothing to do.</summary>
    public bool IsHistory => State is State.Ended && !IsRepeat && this is not { State: State.Ended { Ending: Ending.NoAction }, SignalCount: 0, Goal: Goal.Recover, Proposal: null };

    /// <summary>The same as nobody has to come back to it: another incident begins in its place. Null where it does not belong to the history.</summary>
    public Incident? AsHistory() => IsHistory ? this with { ShowPending = false, State = (State.Ended)State with { InspectAgainAt = null } } : null;

    /// <summary>Somebody must come back to this record: it is not finished, signals asked for another look, or people were not told yet.</summary>
    public bool IsUnfinished => ShowPending || State is not State.Ended { InspectAgainAt: null };

    /// <summary>The same with a newer word on the command that is waited for.</summary>
    public Incident WithPending(PendingCommand command) => this with
    {
        State = State switch
        {
            State.Inspecting inspecting => inspecting with { Command = command },
            State.Remediating remediating => remediating with { Command = command },
            _ => throw new InvalidOperationException($"{State.GetType().Name} waits for no command"),
        },
    };

    /// <summary>What is, or would be, done, one step each; empty where that is not known.</summary>
    public ImmutableArray<Statement> PlanSteps() => Goal is Goal.Rollback rollback && Attempt is not null
        ? Plan.OfRollback(rollback.Change, Recovery).Steps()
        : Proposal?.Steps() ?? [];

    /// <summary>Adds a line to the story. Past the bound the oldest lines after the first are dropped.</summary>
    public Incident Note(DateTimeOffset now, Statement told)
    {
        ImmutableArray<TimelineEntry> timeline = Timeline.Add(new TimelineEntry(now, Phase, told));
        return this with { Timeline = timeline.Length > MaxTimelineEntries ? timeline.RemoveAt(1) : timeline };
    }

    /// <summary>A line arrived since that look, its newest, was ordered, and the look has not seen what it tells of.</summary>
    public bool HasNewsSince(Look look, TimeSpan maxLateness) => LastSignalAt is { } at && !look.HasSeen(at, look.ReadAt, maxLateness);

    /// <summary>Counts new signals and keeps the first of them. A signal that is known already is not counted again.</summary>
    public Incident AddSignals(ImmutableArray<Signal> signals, TimeSpan maxLateness)
    {
        Signal[] news = [.. signals.Where(s => !Signals.Contains(s)).Distinct()];
        if (news.Length == 0)
        {
            return this;
        }

        bool isFull = Signals.Length == MaxSignals;
        DateTimeOffset? newest = news.Aggregate(LastSignalAt, (last, signal) => Later(last, signal.ObservedAt, maxLateness));
        if (isFull && newest == LastSignalAt)
        {
            // Protects from a chatty log: each delivery would write, and keep the steps that end the outage from being saved.
            return this;
        }

        return this with
        {
            Signals = isFull ? Signals : [.. Signals.AddRange(news).Take(MaxSignals)],
            SignalCount = SignalCount + news.Length,
            LastSignalAt = isFull ? LateBy(newest!.Value, SignalCountSpacing) : newest,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset? last, DateTimeOffset at, TimeSpan maxLateness) =>
        last is not { } before ? at : (before - at).Duration() > maxLateness ? DateTimeOffset.MaxValue : before > at ? before : at;

    private static DateTimeOffset LateBy(DateTimeOffset time, TimeSpan by) => time < DateTimeOffset.MaxValue - by ? time + by : DateTimeOffset.MaxValue;
}
