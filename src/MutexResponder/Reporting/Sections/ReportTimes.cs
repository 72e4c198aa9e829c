using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Deciding;

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
