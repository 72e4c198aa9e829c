using System.Collections.Immutable;

namespace MutexResponder.Reporting.Sections;

/// <summary>What <c>ipcs -a</c> printed (util-linux, sys-utils/ipcs.c), as tables.</summary>
internal static class IpcsListing
{
    /// <summary>Rows of one table.</summary>
    public const int MaxRows = 60;

    private const int MaxSections = 3;
    private const int MaxColumns = 8;
    private const int MaxCellChars = 40;

    /// <summary>Reads <c>------ TITLE --------</c>, a line of heads, and rows to the next empty line. What is none of these is passed over. Never throws.</summary>
    public static ImmutableArray<IpcsSection> Read(string text)
    {
        var sections = ImmutableArray.CreateBuilder<IpcsSection>();
        string? title = null;
        ImmutableArray<string> columns = [];
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith("---", StringComparison.Ordinal) && line.Trim('-', ' ', '\r') is { Length: > 0 } found)
            {
                Finish();
                title = ReportText.Clean(found, MaxCellChars);
            }
            else if (title is not null && Cells(line) is { Length: > 0 } cells)
            {
                if (columns.IsEmpty)
                {
                    columns = cells;
                }
                else if (rows.Count < MaxRows)
                {
                    rows.Add(cells);
                }
            }
        }

        Finish();
        return sections.ToImmutable();

        void Finish()
        {
            if (title is not null && !columns.IsEmpty && sections.Count < MaxSections)
            {
                sections.Add(new IpcsSection(title, columns, rows.ToImmutable()));
            }

            title = null;
            columns = [];
            rows.Clear();
        }
    }

    private static ImmutableArray<string> Cells(string line) =>
        [.. line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MaxColumns).Select(cell => ReportText.Clean(cell, MaxCellChars))];
}

/// <summary>One table of <c>ipcs -a</c>.</summary>
/// <param name="Title">Such as <c>Semaphore Arrays</c>.</param>
/// <param name="Columns">The column heads.</param>
/// <param name="Rows">The rows' cells; a row may have fewer cells than there are columns (no status).</param>
public sealed record IpcsSection(string Title, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows);
