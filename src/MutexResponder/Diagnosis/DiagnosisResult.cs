using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MutexResponder.Detection;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis;

/// <summary>What the evidence says, all of it named.</summary>
/// <param name="Verdict">What follows.</param>
/// <param name="Cause">The cause that explains the evidence: the code of its name.</param>
/// <param name="Reason">What it concludes.</param>
/// <param name="Findings">What was found on the way, the decisive first.</param>
/// <param name="RootCause">The four conditions.</param>
/// <param name="RuledOut">The causes that were asked before, in their order.</param>
/// <param name="Plan">The change that it asks for: where the verdict is <see cref="Verdict.Remedy"/>, or a prevention is planned; else null.</param>
/// <param name="Recommendations">What a person should do besides.</param>
public sealed record DiagnosisResult(
    Verdict Verdict,
    string Cause,
    Reason Reason,
    ImmutableArray<Finding> Findings,
    RootCause RootCause,
    ImmutableArray<RuledOutCause> RuledOut,
    Plan? Plan,
    ImmutableArray<Statement> Recommendations)
{
    /// <summary>The reason code of a site that serves and will fail at the next logout.</summary>
    public const string AtRiskCode = "at-risk";

    /// <summary>A finding rests on no more than that.</summary>
    public const int MaxRestsOn = 10;

    /// <summary>One more than any place shows of a quotation, so that it shows that it was cut.</summary>
    private const int MaxTextChars = Signal.MaxLineChars + 1;

    /// <summary>The same in no more than a record has room for: it quotes the machine, where anybody can write at any length.</summary>
    internal DiagnosisResult Bounded() => this with
    {
        Reason = Reason with { Told = Reason.Told.Cut(MaxTextChars) },
        Findings = [.. Findings.Select(finding => finding with
        {
            Statement = finding.Statement.Cut(MaxTextChars),
            RestsOn = [.. finding.RestsOn.Take(MaxRestsOn).Select(seen => seen.Cut(MaxTextChars))],
        })],
        RootCause = RootCause.Bounded(MaxTextChars),
        RuledOut = [.. RuledOut.Select(cause => cause with { RestsOn = cause.RestsOn?.Cut(MaxTextChars) })],
        Recommendations = [.. Recommendations.Select(todo => todo.Cut(MaxTextChars))],
    };

    /// <summary>The reason's short fixed name, such as <c>semaphores-removed</c>.</summary>
    [JsonIgnore]
    public string ReasonCode => Reason.Code;
}
