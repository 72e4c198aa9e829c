using System.Globalization;
using System.Text;
using MutexResponder.Reporting;

namespace MutexResponder.Lambda.Aws.OpsItems;

/// <summary>
/// Text from a machine inside Markdown that people read. A log line may be an attacker's: it must not become a link, an
/// image, a heading or a second paragraph.
/// </summary>
public static class MarkdownText
{
    private const string Special = @"\`*_[]<>#|~!&@";

    /// <summary>The text as one line in which nothing is Markdown, at most <paramref name="maxChars"/> long; a cut is shown as <c>…</c>.</summary>
    public static string Line(string text, int maxChars)
    {
        StringBuilder line = new(Math.Min(text.Length, maxChars));
        for (int at = 0; at < text.Length; at++)
        {
            string piece = Piece(text, ref at);
            if (line.Length + piece.Length + 1 > maxChars && (at + 1 < text.Length || line.Length + piece.Length > maxChars))
            {
                return line.Append('…').ToString();
            }

            line.Append(piece);
        }

        return line.ToString();
    }

    private static string Piece(string text, ref int at)
    {
        char c = text[at];
        if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            return text.Substring(at++, 2);
        }

        // Format characters turn the direction of writing around or hide; unpaired halves of a surrogate are no text.
        if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        {
            return " ";
        }

        return (Special.Contains(c, StringComparison.Ordinal) && !IsWithinWord(text, at)) || ReportText.MakesLink(text, at) ? "\\" + c : c.ToString();
    }

    /// <summary>An underscore between letters begins and ends nothing (CommonMark, 6.2): <c>APACHE_LOCK_DIR</c> stays as it is to be typed.</summary>
    private static bool IsWithinWord(string text, int at) =>
        text[at] == '_' && at > 0 && char.IsLetterOrDigit(text[at - 1]) && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]);
}
