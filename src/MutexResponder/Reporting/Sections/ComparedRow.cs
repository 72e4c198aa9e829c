using System.Collections.Immutable;

namespace MutexResponder.Reporting.Sections;

/// <summary>One row of a compared table.</summary>
/// <param name="Fate">Whether it was there before, after or both times.</param>
/// <param name="Cells">Its cells.</param>
public sealed record ComparedRow(RowFate Fate, ImmutableArray<string> Cells);
