using System.Collections.Immutable;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

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
