using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>One line of the differential: says whether it explains the evidence, and what follows, or why it does not.</summary>
internal interface ICause
{
    /// <summary>Its name in a few words.</summary>
    Statement Name { get; }

    /// <returns>What follows, or why this cause does not explain the evidence; then the next one is asked.</returns>
    Consideration Consider(Evidence evidence, ImmutableArray<Signal> signals);
}

/// <summary>What one cause says of the evidence: a <see cref="Conclusion"/> or a <see cref="RulingOut"/>.</summary>
internal abstract record Consideration;

/// <summary>What one cause concludes when it fits.</summary>
internal sealed record Conclusion(Verdict Verdict, Reason Reason) : Consideration
{
    /// <summary>With <see cref="Verdict.Remedy"/>: false where the file on disk is right already.</summary>
    public bool ChangesConfiguration { get; init; } = true;

    /// <summary>How much the evidence carries; a remedy is never built on a line alone either way.</summary>
    public Confidence Confidence { get; init; } = Confidence.Observed;

    /// <summary>Semids to remove.</summary>
    public ImmutableArray<int> RemoveSemaphores { get; init; } = [];

    /// <summary>What decided it.</summary>
    public ImmutableArray<Statement> RestsOn { get; init; } = [];
}
