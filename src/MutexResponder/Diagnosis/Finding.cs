using System.Collections.Immutable;

namespace MutexResponder.Diagnosis;

/// <summary>One thing that was found, with what it rests on.</summary>
/// <param name="Code">A short fixed name, such as <c>orphan-holds-ports</c>.</param>
/// <param name="Statement">The same in a sentence.</param>
/// <param name="Confidence">How much its evidence carries.</param>
/// <param name="RestsOn">Lines or values of the evidence, quoted; never empty.</param>
public sealed record Finding(string Code, string Statement, Confidence Confidence, ImmutableArray<string> RestsOn);
