using MutexResponder.Reporting.Markdown;

namespace MutexResponder.Tests.Reporting;

/// <summary>A text from outside begins and ends no markup, and makes no link or mention of itself.</summary>
public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("plain (80): a-b, c", "plain (80): a-b, c")]
    [InlineData(@"\`*_[]<>&#|~!$", @"\\\`\*\_\[\]\<\>\&\#\|\~\!\$")]
    [InlineData("http://evil.example", @"http\://evil.example")]
    [InlineData("see WWW.evil.example", @"see WWW\.evil.example")]
    [InlineData("file:/run/httpd at 12:39", "file:/run/httpd at 12:39")]
    public void Escape_IsTextOnly(string text, string markdown) => Assert.Equal(markdown, MarkdownText.Escape(text));

    [Theory]
    [InlineData("", "")]
    [InlineData("Debian 12 (80), a-b: c", "Debian 12 (80), a-b: c")]
    [InlineData("www.evil.example", "`www.evil.example`")]
    [InlineData("http://evil.example", "`http://evil.example`")]
    [InlineData("@here", "`@here`")]
    [InlineData("<b>", "`<b>`")]
    [InlineData("a`b", "``a`b``")]
    [InlineData("`a``b`", "``` `a``b` ```")]
    [InlineData(" *", "`  * `")]
    public void Value_ThatIsMoreThanWords_IsCode(string text, string markdown) => Assert.Equal(markdown, MarkdownText.Value(text));

    [Theory]
    [InlineData("```", "````text\n```\n````\n")]
    [InlineData("a `b`", "```text\na `b`\n```\n")]
    public void Fence_IsLongerThanAnyInIt(string line, string markdown)
    {
        MarkdownText text = new();
        text.Fence([line]);

        Assert.Equal(markdown, text.ToString());
    }
}
