using System.Text;

namespace MutexResponder.Reporting.Html;

/// <summary>
/// Writes HTML that is well-formed XML as well. Elements and attribute names are the caller's constants; every text and every
/// attribute value is escaped, so nothing from outside can be anything but text.
/// </summary>
/// <param name="isPage">False: a piece that is put into somebody else's page.</param>
internal sealed class HtmlText(bool isPage = true)
{
    private readonly StringBuilder _html = new(isPage ? "<!DOCTYPE html>\n" : "");
    private readonly Stack<string> _open = new();

    public HtmlText Open(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes);
        _html.Append('>');
        _open.Push(element);
        return this;
    }

    public HtmlText Close()
    {
        _html.Append("</").Append(_open.Pop()).Append(">\n");
        return this;
    }

    /// <summary>An element with a text and nothing else.</summary>
    public HtmlText Element(string element, string text, params ReadOnlySpan<(string Name, string Value)> attributes) =>
        Open(element, attributes).Text(text).Close();

    /// <summary>An element without content: <c>meta</c>, <c>rect</c>.</summary>
    public HtmlText Empty(string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(element, attributes);
        _html.Append("/>\n");
        return this;
    }

    public HtmlText Text(string text)
    {
        Escape(text);
        return this;
    }

    /// <summary>The style sheet: our own constant, in which an entity would not be one.</summary>
    public HtmlText Style(string constant)
    {
        _html.Append("<style>").Append(constant).Append("</style>\n");
        return this;
    }

    /// <summary>A piece that was written apart.</summary>
    public HtmlText Piece(string written)
    {
        _html.Append(written);
        return this;
    }

    /// <summary>What has been written, in characters.</summary>
    public int Length => _html.Length;

    public override string ToString() =>
        _open.Count == 0 ? _html.ToString() : throw new InvalidOperationException($"the element {_open.Peek()} is still open");

    private void Tag(string element, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _html.Append('<').Append(element);
        foreach ((string name, string value) in attributes)
        {
            _html.Append(' ').Append(name).Append("=\"");
            Escape(value);
            _html.Append('"');
        }
    }

    private void Escape(string text)
    {
        foreach (char c in text)
        {
            _ = c switch
            {
                '&' => _html.Append("&amp;"),
                '<' => _html.Append("&lt;"),
                '>' => _html.Append("&gt;"),
                '"' => _html.Append("&quot;"),
                '\'' => _html.Append("&#39;"),
                _ => _html.Append(c),
            };
        }
    }
}
