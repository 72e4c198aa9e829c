using System.Collections.Immutable;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis;

/// <summary>One thing that was found, with what it rests on.</summary>
/// <param name="Code">A short fixed name, such as <c>orphan-holds-ports</c>.</param>
/// <param name="Statement">What it says.</param>
/// <param name="Confidence">How much its evidence carries.</param>
/// <param name="RestsOn">What was seen, or lines of the evidence; never empty.</param>
public sealed record Finding(string Code, Statement Statement, Confidence Confidence, ImmutableArray<Statement> RestsOn);
