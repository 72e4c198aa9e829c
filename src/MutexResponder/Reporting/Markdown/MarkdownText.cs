using System.Text;

namespace MutexResponder.Reporting.Markdown;

/// <summary>
/// Writes CommonMark with GitHub's tables. Whatever comes from outside goes through <see cref="Escape"/>, <see cref="Code"/> or
/// <see cref="Fence"/>; none of them lets a text begin or end any markup.
/// </summary>
internal sealed class MarkdownText
{
    private const string Special = "\\`*_[]<>&#|~!$";

    private readonly StringBuilder _text = new();

    public void Heading(int level, string text) => Block($"{new string('#', level)} {Escape(text)}");

    public void Paragraph(string text) => Block(Escape(text));

    /// <param name="items">Markdown: each put together from escaped parts.</param>
    public void List(IEnumerable<string> items) => Block(string.Join('\n', items.Select(item => "- " + item)));

    /// <inheritdoc cref="List"/>
    public void NumberedList(IEnumerable<string> items) => Block(string.Join('\n', items.Select((item, i) => $"{i + 1}. {item}")));

    /// <summary>Pairs of label and value as a list.</summary>
    public void Facts(IEnumerable<(string Label, string Value)> facts, string colon) =>
        List(facts.Select(fact => $"**{Escape(fact.Label)}**{colon}{Value(fact.Value)}"));

    /// <summary>Lines as they are, in a fence that is longer than any run of backticks in them.</summary>
    public void Fence(IEnumerable<string> lines, string language = "text")
    {
        string content = string.Join('\n', lines);
        string fence = new('`', Math.Max(3, LongestRun(content, '`') + 1));
        Block($"{fence}{language}\n{content}\n{fence}");
    }

    /// <summary>Markdown that the caller put together from escaped parts.</summary>
    public void Block(string markdown)
    {
        if (_text.Length > 0)
        {
            _text.Append('\n');
        }

        _text.Append(markdown).Append('\n');
    }

    public override string ToString() => _text.ToString();

    /// <summary>A text as text: every character that can begin markup has a backslash before it, and what would make a link of an address.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            if (Special.Contains(text[at], StringComparison.Ordinal) || ReportText.MakesLink(text, at))
            {
                escaped.Append('\\');
            }

            escaped.Append(text[at]);
        }

        return escaped.ToString();
    }

    /// <summary>A text as inline code, whatever backticks it has.</summary>
    public static string Code(string text)
    {
        if (text.Length == 0)
        {
            return "";
        }

        string ticks = new('`', LongestRun(text, '`') + 1);

        // A space on either side is taken off again; it keeps a backtick or a space at the edge apart from the marks.
        string edge = text[0] is '`' or ' ' || text[^1] is '`' or ' ' ? " " : "";
        return $"{ticks}{edge}{text}{edge}{ticks}";
    }

    /// <summary>Plain words stay plain; what could become a link, a mention or markup becomes code.</summary>
    public static string Value(string text) =>
        text.All(c => char.IsLetterOrDigit(c) || " .,:()+-・／、。（）".Contains(c, StringComparison.Ordinal)) && !text.Contains("www.", StringComparison.OrdinalIgnoreCase)
            ? text
            : Code(text);

    private static int LongestRun(string text, char wanted)
    {
        int longest = 0;
        int run = 0;
        foreach (char c in text)
        {
            run = c == wanted ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
