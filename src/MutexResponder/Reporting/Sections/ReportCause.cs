using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MutexResponder.Diagnosis;
using MutexResponder.Diagnosis.Causes;
using MutexResponder.Wording;

namespace MutexResponder.Reporting.Sections;

/// <summary>The diagnosis.</summary>
/// <param name="ReasonCode">The reason's short fixed name.</param>
/// <param name="Summary">What is said of it.</param>
/// <param name="Verdict">What follows from it.</param>
/// <param name="IsProven">All four conditions hold: it was logind.</param>
/// <param name="Conditions">The four, in their order.</param>
/// <param name="Findings">What was found, the decisive first.</param>
/// <param name="RuledOut">The causes that were asked about before, in their order.</param>
public sealed record ReportCause(
    string ReasonCode,
    Statement Summary,
    Verdict Verdict,
    bool IsProven,
    ImmutableArray<Condition> Conditions,
    ImmutableArray<Finding> Findings,
    ImmutableArray<RuledOutCause> RuledOut)
{
    /// <summary>The cause is that semaphores were removed.</summary>
    [JsonIgnore]
    public bool IsAboutRemoval { get; private init; }

    /// <summary>How many of the four conditions hold.</summary>
    [JsonIgnore]
    public int HoldingCount => Conditions.Count(condition => condition.Holds == true);

    internal static ReportCause From(DiagnosisResult diagnosis) => new(
        diagnosis.ReasonCode,
        ReportText.Clean(diagnosis.Reason.Told),
        diagnosis.Verdict,
        diagnosis.RootCause.IsProven,
        [.. diagnosis.RootCause.All.Select(condition => condition with { RestsOn = ReportText.Clean(condition.RestsOn) })],
        [.. diagnosis.Findings.Select(finding => finding with
        {
            Statement = ReportText.Clean(finding.Statement),
            RestsOn = [.. finding.RestsOn.Select(ReportText.Clean)],
        })],
        [.. diagnosis.RuledOut.Select(cause => cause with { RestsOn = cause.RestsOn is { } seen ? ReportText.Clean(seen) : null })])
    {
        IsAboutRemoval = diagnosis.Cause == SemaphoresRemoved.NameCode,
    };
}
