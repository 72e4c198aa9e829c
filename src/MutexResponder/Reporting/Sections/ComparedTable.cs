using System.Collections.Immutable;

namespace MutexResponder.Reporting.Sections;

/// <summary>One table of <c>ipcs -a</c> before and after.</summary>
/// <param name="Title">Such as <c>Semaphore Arrays</c>.</param>
/// <param name="Columns">The column heads.</param>
/// <param name="Rows">The rows of before in their order, then the new ones.</param>
public sealed record ComparedTable(string Title, ImmutableArray<string> Columns, ImmutableArray<ComparedRow> Rows)
{
    internal static ComparedTable From(IpcsSection? before, IpcsSection? after)
    {
        ImmutableArray<ImmutableArray<string>> old = before?.Rows ?? [];
        ImmutableArray<ImmutableArray<string>> now = after?.Rows ?? [];
        return new ComparedTable(
            (before ?? after)!.Title,
            (before ?? after)!.Columns,
            [
                .. old.Select(row => new ComparedRow(after is null || now.Any(other => other.SequenceEqual(row)) ? RowFate.Same : RowFate.Gone, row)),
                .. now.Where(row => !old.Any(other => other.SequenceEqual(row))).Select(row => new ComparedRow(RowFate.New, row)),
            ]);
    }
}

/// <summary>One row of a compared table.</summary>
/// <param name="Fate">Whether it was there before, after or both times.</param>
/// <param name="Cells">Its cells.</param>
public sealed record ComparedRow(RowFate Fate, ImmutableArray<string> Cells);

/// <summary>What became of a row between before and after.</summary>
public enum RowFate
{
    Same,
    Gone,
    New,
}
