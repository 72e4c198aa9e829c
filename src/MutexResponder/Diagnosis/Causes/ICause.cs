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
