using System.Globalization;
using System.Text;
using MutexResponder.Wording;

namespace MutexResponder.Reporting;

/// <summary>
/// Text of the record made fit to be shown: one line, bounded, nothing invisible in it. A log line can hold anything, such as
/// controls that move a cursor or turn the reading direction; here each of them becomes something that can be seen.
/// Markup is the renderers' business.
/// </summary>
public static class ReportText
{
    /// <summary>One quoted line: as long as a kept signal's.</summary>
    public const int MaxLineChars = 512;

    /// <summary>A sentence of the record; the longest name a whole plan.</summary>
    public const int MaxSentenceChars = 1600;

    /// <summary>A name, a version, an id.</summary>
    public const int MaxNameChars = 256;

    /// <summary>Lines of one quoted listing.</summary>
    public const int MaxLines = 40;

    private const char Ellipsis = '…';

    /// <summary>A statement with every text in it clean.</summary>
    public static Statement Clean(Statement statement) => statement.WithTexts(Line);

    /// <summary>One quoted line.</summary>
    public static string Line(string? text) => Clean(text, MaxLineChars);

    /// <summary>A sentence of the record.</summary>
    public static string Sentence(string? text) => Clean(text, MaxSentenceChars);

    /// <summary>A name, a version, an id.</summary>
    public static string Name(string? text) => Clean(text, MaxNameChars);

    /// <summary>The first <see cref="MaxLines"/> lines.</summary>
    public static IEnumerable<string> Lines(IEnumerable<string> lines) => lines.Take(MaxLines).Select(Line);

    /// <summary>Whether Markdown's readers make a link of the address around this sign by themselves (GitHub's "Autolinks"): by its <c>://</c>, or by <c>www.</c>.</summary>
    public static bool MakesLink(string text, int at) =>
        text.AsSpan(at).StartsWith("://", StringComparison.Ordinal) || (text[at] == '.' && text.AsSpan(0, at).EndsWith("www", StringComparison.OrdinalIgnoreCase));

    /// <summary>Any text, bounded.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="maxChars">The most characters of the result.</param>
    /// <returns>Valid UTF-16 that XML allows, without controls, line ends and direction marks.</returns>
    public static string Clean(string? text, int maxChars)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var clean = new StringBuilder(Math.Min(text.Length, maxChars));
        foreach (Rune rune in text.EnumerateRunes())
        {
            int before = clean.Length;
            Append(clean, rune);
            if (clean.Length > maxChars)
            {
                clean.Length = before;
                while (clean.Length > maxChars - 1 || (clean.Length > 0 && char.IsHighSurrogate(clean[^1])))
                {
                    clean.Length--;
                }

                return clean.Append(Ellipsis).ToString();
            }
        }

        return clean.ToString();
    }

    private static void Append(StringBuilder clean, Rune rune)
    {
        switch (rune.Value)
        {
            case '\t':
                clean.Append(' ');
                break;
            case < ' ':
                clean.Append((char)('\u2400' + rune.Value));
                break;
            case 0x7F:
                clean.Append('\u2421');
                break;
            default:
                UnicodeCategory category = Rune.GetUnicodeCategory(rune);
                if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned)
                {
                    clean.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
                }
                else
                {
                    clean.Append(rune.ToString());
                }

                break;
        }
    }
}
