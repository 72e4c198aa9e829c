using System.Text;

namespace MutexResponder.Benchmarks.Reporting;

/// <summary>A table in GitHub's Markdown: the first column is text, the others are figures.</summary>
internal sealed class MarkdownTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    public MarkdownTable Add(params string[] cells)
    {
        if (cells.Length != headers.Length)
        {
            throw new ArgumentException($"The table has {headers.Length} columns; the row has {cells.Length}.", nameof(cells));
        }

        _rows.Add(cells);
        return this;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, headers);
        Append(text, [.. headers.Select((_, column) => column == 0 ? "---" : "---:")]);
        foreach (string[] row in _rows)
        {
            Append(text, row);
        }

        return text.ToString();
    }

    // A pipe would end its cell, and a line break its row.
    private static void Append(StringBuilder text, string[] cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" "))).Append(" |\n");
}
