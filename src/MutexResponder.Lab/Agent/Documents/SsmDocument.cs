using System.Collections.Immutable;

namespace MutexResponder.Lab.Agent.Documents;

/// <summary>A Run Command document of schema 2.2, as far as this project uses it: shell steps and String parameters.</summary>
/// <param name="Description">What it says of itself.</param>
/// <param name="Parameters">In document order.</param>
/// <param name="Steps">One at least, in document order; names are unique.</param>
/// <param name="Sha256">Lower-case hexadecimal hash of its text, for SendCommand's DocumentHash.</param>
public sealed record SsmDocument(string Description, ImmutableArray<SsmParameter> Parameters, ImmutableArray<SsmStep> Steps, string Sha256)
{
    /// <summary>The longest text that SSM takes for a document.</summary>
    public const int MaxTextLength = 64 * 1024;
}
