using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>One line of the differential: says whether it explains the evidence, and what follows.</summary>
internal interface ICause
{
    /// <returns>Null where this cause does not explain the evidence; then the next one is asked.</returns>
    Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals);
}
