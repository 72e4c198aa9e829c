using System.Collections.Immutable;
using MutexResponder.Reporting.Sections;

namespace MutexResponder.Reporting.Markdown;

/// <summary>
/// A compared table in plain text, as <c>diff --side-by-side</c> shows it: before on the left, after on the right, and between
/// them <c>&lt;</c> for a row that is gone and <c>&gt;</c> for a new one.
/// </summary>
internal static class SideBySide
{
    public static IEnumerable<string> Lines(ComparedTable table, bool hasAfter)
    {
        int[] widths = Widths(table);
        string head = Row(table.Columns, widths);
        string nothing = new(' ', head.Length);
        yield return $"------ {table.Title} --------";
        yield return hasAfter ? $"{head}  │  {head}".TrimEnd() : head.TrimEnd();
        foreach (ComparedRow row in table.Rows)
        {
            string text = Row(row.Cells, widths);
            yield return (hasAfter, row.Fate) switch
            {
                (false, _) => text.TrimEnd(),
                (_, RowFate.Gone) => $"{text}  <",
                (_, RowFate.New) => $"{nothing}  >  {text}".TrimEnd(),
                _ => $"{text}  │  {text}".TrimEnd(),
            };
        }
    }

    private static int[] Widths(ComparedTable table)
    {
        int count = table.Rows.Select(row => row.Cells.Length).Append(table.Columns.Length).Max();
        return [.. Enumerable.Range(0, count).Select(i => table.Rows.Select(row => row.Cells).Append(table.Columns).Max(cells => i < cells.Length ? cells[i].Length : 0))];
    }

    private static string Row(ImmutableArray<string> cells, int[] widths) =>
        string.Join(' ', widths.Select((width, i) => (i < cells.Length ? cells[i] : "").PadRight(width)));
}
