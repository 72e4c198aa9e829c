using System.Text;

namespace MutexResponder.Lab.Documents;

/// <summary>
/// Texts that hold other texts between marker lines: <c># &gt;&gt;&gt; name</c> and <c># &lt;&lt;&lt; name</c>, at any indentation.
/// </summary>
public static class EmbeddedBlocks
{
    private const string BeginMark = "# >>> ";
    private const string EndMark = "# <<< ";

    /// <summary>
    /// The same text with each block's lines replaced by <paramref name="contentOf"/>'s, indented like the block's marker.
    /// Blocks within a block belong to its content and are replaced with it.
    /// </summary>
    /// <param name="text">Text with LF line ends.</param>
    /// <param name="contentOf">The content of a block by its name, with LF line ends.</param>
    /// <exception cref="FormatException">A block has no end, or there is an end without a block.</exception>
    public static string Fill(string text, Func<string, string> contentOf)
    {
        StringBuilder filled = new(text.Length);
        string? open = null;
        foreach (string line in LinesOf(text))
        {
            string trimmed = line.TrimStart(' ');
            if (open is not null)
            {
                if (trimmed != EndMark + open)
                {
                    continue;
                }

                open = null;
            }
            else if (trimmed.StartsWith(EndMark, StringComparison.Ordinal))
            {
                throw new FormatException($"'{trimmed}' ends a block that was not begun.");
            }

            filled.Append(line).Append('\n');
            if (trimmed.StartsWith(BeginMark, StringComparison.Ordinal))
            {
                open = trimmed[BeginMark.Length..];
                AppendIndented(filled, contentOf(open), line.Length - trimmed.Length);
            }
        }

        return open is null ? filled.ToString() : throw new FormatException($"The block '{open}' has no end.");
    }

    private static void AppendIndented(StringBuilder filled, string content, int spaces)
    {
        foreach (string line in LinesOf(content))
        {
            if (line.Length > 0)
            {
                filled.Append(' ', spaces).Append(line);
            }

            filled.Append('\n');
        }
    }

    private static string[] LinesOf(string text)
    {
        string withoutLastEnd = text.EndsWith('\n') ? text[..^1] : text;
        return withoutLastEnd.Length == 0 ? [] : withoutLastEnd.Split('\n');
    }
}
