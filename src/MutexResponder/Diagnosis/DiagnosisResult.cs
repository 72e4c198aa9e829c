using System.Collections.Immutable;
using System.Text.Json.Serialization;
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
/// <param name="Plan">Set if and only if the verdict is <see cref="Verdict.Remedy"/>.</param>
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

    /// <summary>The reason's short fixed name, such as <c>semaphores-removed</c>.</summary>
    [JsonIgnore]
    public string ReasonCode => Reason.Code;
}
