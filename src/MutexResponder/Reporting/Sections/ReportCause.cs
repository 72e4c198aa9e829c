using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;

namespace MutexResponder.Reporting.Sections;

/// <summary>The diagnosis, made again from the record's own evidence.</summary>
/// <param name="ReasonCode">The cause's short fixed name.</param>
/// <param name="Summary">The same in a sentence of the core.</param>
/// <param name="Verdict">What follows from it.</param>
/// <param name="IsProven">All four conditions hold: it was logind.</param>
/// <param name="Conditions">The four, in their order.</param>
/// <param name="Findings">What was found, the decisive first.</param>
/// <param name="RuledOut">The causes that were asked about before, in their order.</param>
public sealed record ReportCause(
    string ReasonCode,
    string Summary,
    Verdict Verdict,
    bool IsProven,
    ImmutableArray<ReportCondition> Conditions,
    ImmutableArray<ReportFinding> Findings,
    ImmutableArray<RuledOutCause> RuledOut)
{
    private const int MaxQuotes = 10;

    /// <summary>The cause is that semaphores were removed: everything before it was ruled out, and it was not.</summary>
    [JsonIgnore]
    public bool IsAboutRemoval => RuledOut.Length == (int)CauseKind.SemaphoresRemoved;

    /// <summary>How many of the four conditions hold.</summary>
    [JsonIgnore]
    public int HoldingCount => Conditions.Count(condition => condition.Holds == true);

    internal static ReportCause From(DiagnosisResult diagnosis, Evidence evidence, ImmutableArray<Signal> signals) => new(
        diagnosis.ReasonCode,
        ReportText.Sentence(diagnosis.Summary),
        diagnosis.Verdict,
        diagnosis.RootCause.IsProven,
        [.. diagnosis.RootCause.All.Select((condition, i) => new ReportCondition((ConditionKind)i, condition.Holds, ReportText.Line(condition.RestsOn)))],
        [.. diagnosis.Findings.Select(f => new ReportFinding(f.Code, ReportText.Sentence(f.Statement), [.. f.RestsOn.Take(MaxQuotes).Select(ReportText.Line)]))],
        Differential.RuledOut(evidence, signals));
}
