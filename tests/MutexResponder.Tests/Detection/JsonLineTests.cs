using System.Text;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>What the corpus cannot show of a line that is JSON.</summary>
public class JsonLineTests
{
    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Brackets_WithinBrackets(int count, bool isRead)
    {
        string line = $$"""{"message":"AH00144: couldn't grab the accept mutex","x":{{new string('[', count)}}{{new string(']', count)}}}""";

        Assert.Equal(isRead, ErrorLogLine.TryRead(Encoding.ASCII.GetBytes(line), DateTimeOffset.UnixEpoch, out _));
    }

    /// <summary>Readers of JSON let none through; where one would, it does not throw.</summary>
    [Theory]
    [InlineData("a\\u12", "a\uFFFD")]
    [InlineData("a\\u12g4b", "a\uFFFD")]
    public void Escape_ThatIsNone_EndsTheText(string escaped, string text)
    {
        byte[] buffer = new byte[escaped.Length];

        Assert.Equal(text, Encoding.UTF8.GetString(buffer.AsSpan(0, JsonText.Unescape(Encoding.ASCII.GetBytes(escaped), buffer))));
    }
}
