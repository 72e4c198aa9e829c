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

/// <summary>What follows from a diagnosis.</summary>
public enum Verdict
{
    /// <summary>The cause is proven and the remedy is known.</summary>
    Remedy,

    /// <summary>Nothing is wrong that we could or should change.</summary>
    NoAction,

    /// <summary>A person has to look: not our outage, or not proven.</summary>
    Escalate,
}

/// <summary>One thing that was found, with what it rests on.</summary>
/// <param name="Code">A short fixed name, such as <c>orphan-holds-ports</c>.</param>
/// <param name="Statement">What it says.</param>
/// <param name="Confidence">How much its evidence carries.</param>
/// <param name="RestsOn">What was seen, or lines of the evidence; never empty.</param>
public sealed record Finding(string Code, Statement Statement, Confidence Confidence, ImmutableArray<Statement> RestsOn);

/// <summary>How much a finding's evidence carries.</summary>
public enum Confidence
{
    /// <summary>Fits, but other explanations fit as well.</summary>
    Indicated,

    /// <summary>Read directly from the machine's own state.</summary>
    Observed,
}

/// <summary>A cause that was asked before the concluding one and does not explain the evidence.</summary>
/// <param name="Cause">Its name.</param>
/// <param name="Because">Why not.</param>
/// <param name="RestsOn">What was seen, or a line of the evidence; null where it is the absence of something.</param>
public sealed record RuledOutCause(Statement Cause, Statement Because, Statement? RestsOn);
