using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MutexResponder.Deciding;
using MutexResponder.Incidents;

namespace MutexResponder.Reporting.Sections;

/// <summary>
/// Where the time went, from the record's timeline (the function's clock) and the first line's own time (the instance's clock).
/// </summary>
/// <param name="Spans">The stretches in the order of time.</param>
/// <param name="Stages">The sum of each stage, in the order of <see cref="Stage"/>.</param>
/// <param name="TotalSeconds">From the first span's start to the incident's end; null while it is open.</param>
/// <param name="IsStoryCut">The record dropped lines of its timeline, so stretches may be joined.</param>
public sealed record ReportTimes(ImmutableArray<StageSpan> Spans, ImmutableArray<StageTime> Stages, double? TotalSeconds, bool IsStoryCut)
{
    internal static ReportTimes From(Incident incident)
    {
        List<(DateTimeOffset At, Stage Stage)> marks = [];
        DateTimeOffset? firstSignal = incident.Signals.Length > 0 ? incident.Signals.Min(s => s.ObservedAt) : null;
        TimeUnknown noDetection = firstSignal is null ? TimeUnknown.NoSignal : firstSignal > incident.OpenedAt ? TimeUnknown.ClocksDisagree : TimeUnknown.None;
        if (noDetection == TimeUnknown.None)
        {
            marks.Add((firstSignal!.Value, Stage.Detect));
        }

        DateTimeOffset? end = (incident.State as State.Ended)?.At;
        foreach (TimelineEntry entry in incident.Timeline)
        {
            if (entry.Phase is not (IncidentPhase.Resolved or IncidentPhase.NoAction or IncidentPhase.Escalated) && (marks.Count == 0 || entry.At >= marks[^1].At))
            {
                marks.Add((entry.At, StageOf(entry)));
            }
        }

        ImmutableArray<StageSpan> spans = Join(marks, end);
        return new ReportTimes(
            spans,
            [.. Enum.GetValues<Stage>().Select(stage => TimeOf(stage, spans, stage == Stage.Detect ? noDetection : TimeUnknown.None))],
            spans.Length > 0 && end - spans[0].StartedAt is { } total && total >= TimeSpan.Zero ? total.TotalSeconds : null,
            incident.Timeline.Length >= Incident.MaxTimelineEntries);
    }

    private static Stage StageOf(TimelineEntry entry) => (entry.Phase, entry.Told.Code) switch
    {
        (IncidentPhase.AwaitingApproval, _) => Stage.Wait,
        (IncidentPhase.Remediating, Story.LookingAgainCode or Story.CommandEndedCode) => Stage.Verify,
        (IncidentPhase.Remediating, _) => Stage.Change,
        (_, Story.DiagnosedCode or Story.DiagnosedBeforeRollbackCode or Story.DiagnosedBeforePreventionCode) => Stage.Decide,
        (_, State.WaitingForSlot.Code) => Stage.Wait,
        _ => Stage.Inspect,
    };

    private static ImmutableArray<StageSpan> Join(List<(DateTimeOffset At, Stage Stage)> marks, DateTimeOffset? end)
    {
        var spans = ImmutableArray.CreateBuilder<StageSpan>();
        for (int i = 0; i < marks.Count; i++)
        {
            DateTimeOffset? until = i + 1 < marks.Count ? marks[i + 1].At : end >= marks[i].At ? end : null;
            if (spans.Count > 0 && spans[^1].Stage == marks[i].Stage)
            {
                spans[^1] = spans[^1] with { EndedAt = until };
            }
            else
            {
                spans.Add(new StageSpan(marks[i].Stage, marks[i].At, until));
            }
        }

        return spans.ToImmutable();
    }

    private static StageTime TimeOf(Stage stage, ImmutableArray<StageSpan> spans, TimeUnknown unknown)
    {
        StageSpan[] own = [.. spans.Where(span => span.Stage == stage)];
        return own.Length == 0
            ? new StageTime(stage, null, unknown == TimeUnknown.None ? TimeUnknown.NotReached : unknown)
            : own.Any(span => span.EndedAt is null)
                ? new StageTime(stage, null, TimeUnknown.StillGoingOn)
                : new StageTime(stage, own.Sum(span => span.Duration!.Value.TotalSeconds), TimeUnknown.None);
    }
}

/// <summary>What the time between the first line and the end went into.</summary>
public enum Stage
{
    /// <summary>From the first line's own time to the opening of the incident.</summary>
    Detect,

    /// <summary>From sending an inspection to its diagnosis.</summary>
    Inspect,

    /// <summary>From the diagnosis to the next step.</summary>
    Decide,

    /// <summary>Waiting for a person's approval or for a free slot.</summary>
    Wait,

    /// <summary>From sending the change to the evidence of after it.</summary>
    Change,

    /// <summary>From that evidence to the end.</summary>
    Verify,
}

/// <summary>How long one stage took in all.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Seconds">Null where it is not known.</param>
/// <param name="Unknown">Why not.</param>
public sealed record StageTime(Stage Stage, double? Seconds, TimeUnknown Unknown);

/// <summary>One stretch of time; a stage may have several.</summary>
/// <param name="Stage">What it went into.</param>
/// <param name="StartedAt">Its start.</param>
/// <param name="EndedAt">Its end; null for what still goes on.</param>
public sealed record StageSpan(Stage Stage, DateTimeOffset StartedAt, DateTimeOffset? EndedAt)
{
    [JsonIgnore]
    public TimeSpan? Duration => EndedAt - StartedAt;
}

/// <summary>Why a stage has no duration.</summary>
public enum TimeUnknown
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>The incident did not come to it.</summary>
    NotReached,

    /// <summary>It was opened by hand: no line was waiting to be noticed.</summary>
    NoSignal,

    /// <summary>The instance's clock and the function's contradict each other.</summary>
    ClocksDisagree,

    /// <summary>It still goes on.</summary>
    StillGoingOn,
}
