using System.Collections.Immutable;
using MutexResponder.Remediation;

namespace MutexResponder.Diagnosis;

/// <summary>What the evidence says, all of it named.</summary>
/// <param name="Verdict">What follows.</param>
/// <param name="ReasonCode">The cause's short fixed name, such as <c>semaphores-removed</c>.</param>
/// <param name="Summary">The same in a sentence or two.</param>
/// <param name="Findings">What was found on the way, the decisive first.</param>
/// <param name="RootCause">The four conditions.</param>
/// <param name="Plan">Set if and only if the verdict is <see cref="Verdict.Remedy"/>.</param>
/// <param name="Recommendations">What a person should do besides, in words.</param>
public sealed record DiagnosisResult(
    Verdict Verdict,
    string ReasonCode,
    string Summary,
    ImmutableArray<Finding> Findings,
    RootCause RootCause,
    Plan? Plan,
    ImmutableArray<string> Recommendations)
{
    /// <summary>The reason code of a site that serves and will fail at the next logout.</summary>
    public const string AtRiskCode = "at-risk";
}
