using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Incidents;

namespace MutexResponder.Reporting.Sections;

/// <summary>What the forwarded log said.</summary>
/// <param name="FirstAt">The first kept line's own time; null where no line came.</param>
/// <param name="LastAt">The last kept line's own time.</param>
/// <param name="Count">All lines counted.</param>
/// <param name="Lines">The kept lines as logged, in the order they came.</param>
public sealed record ReportSignals(DateTimeOffset? FirstAt, DateTimeOffset? LastAt, int Count, ImmutableArray<string> Lines)
{
    /// <summary>The codes of the kept lines, each once, in order.</summary>
    public required ImmutableArray<string> Codes { get; init; }

    internal static ReportSignals From(Incident incident)
    {
        Signal[] kept = [.. incident.Signals.Take(Incident.MaxSignals)];
        return new ReportSignals(
            kept.Length > 0 ? kept.Min(s => s.ObservedAt) : null,
            kept.Length > 0 ? kept.Max(s => s.ObservedAt) : null,
            incident.SignalCount,
            [.. kept.Select(s => ReportText.Line(s.Line))])
        {
            Codes = [.. kept.Select(s => ReportText.Name(s.Code)).Distinct()],
        };
    }
}
