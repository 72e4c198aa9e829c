using System.Text;
using CsCheck;
using MutexResponder.Lambda.Aws.OpsItems;

namespace MutexResponder.Tests.Lambda.Aws.OpsItems;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("plain text, as it is.", "plain text, as it is.")]
    [InlineData("[click](http://evil.example)", @"\[click\](http\://evil.example)")]
    [InlineData("![x](a)", @"\!\[x\](a)")]
    [InlineData("see www.evil.example", @"see www\.evil.example")]
    [InlineData("<script>", @"\<script\>")]
    [InlineData("`code` **bold** _it_ ~~x~~ a|b # h", @"\`code\` \*\*bold\*\* \_it\_ \~\~x\~\~ a\|b \# h")]
    [InlineData("one\r\n\r\n# two", @"one    \# two")]
    [InlineData("evil\u202Egnp", "evil gnp")]
    [InlineData("see WWW.evil.example", @"see WWW\.evil.example")]
    [InlineData("&#91;x&#93; me@evil.example", @"\&\#91;x\&\#93; me\@evil.example")]
    [InlineData("a\u2028b\u2029c", "a b c")]
    [InlineData("APACHE_LOCK_DIR at 20:51 _", @"APACHE_LOCK_DIR at 20:51 \_")]
    [InlineData("back\\slash", @"back\\slash")]
    public void Line_HostileText_IsOneLineWithoutMarkdown(string text, string line) => Assert.Equal(line, MarkdownText.Line(text, 200));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("abc*", 5, @"abc\*")]
    [InlineData("abc*", 4, "abc…")]
    [InlineData("ab😀😀", 5, "ab😀…")]
    public void Line_TooLong_IsCutBetweenCharacters(string text, int maxChars, string line) => Assert.Equal(line, MarkdownText.Line(text, maxChars));

    [Fact]
    public void Line_AnyText_KeepsToItsBoundAndToOneLine() =>
        Gen.Select(Gen.Char.Array[0, 80], Gen.Int[1, 60]).Sample((chars, maxChars) =>
        {
            string line = MarkdownText.Line(new string(chars), maxChars);
            Assert.InRange(line.Length, 0, maxChars);
            Assert.DoesNotContain(line, char.IsControl);
            Assert.Equal(line, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line)));
        });
}
