using CsCheck;
using MutexResponder.Lab.Documents;

namespace MutexResponder.Tests.Documents;

public sealed class EmbeddedBlocksTests
{
    [Fact]
    public void Fill_IndentedBlock_IndentsEachLineThatIsNotEmpty()
    {
        string filled = EmbeddedBlocks.Fill("a:\n  # >>> x.sh\n  old\n  # <<< x.sh\nb\n", _ => "one\n\n  two\n");

        Assert.Equal("a:\n  # >>> x.sh\n  one\n\n    two\n  # <<< x.sh\nb\n", filled);
    }

    [Fact]
    public void Fill_BlockWithinTheContent_IsReplacedWithIt()
    {
        string content = "# >>> inner\nnew\n# <<< inner";
        string filled = EmbeddedBlocks.Fill("# >>> outer\n# >>> inner\nold\n# <<< inner\n# <<< outer\n", _ => content);

        Assert.Equal("# >>> outer\n# >>> inner\nnew\n# <<< inner\n# <<< outer\n", filled);
    }

    [Fact]
    public void Fill_BlockWithoutEnd_SaysWhich() =>
        Assert.Contains("'x.sh' has no end", Assert.Throws<FormatException>(() => EmbeddedBlocks.Fill("# >>> x.sh\na\n", _ => "")).Message, StringComparison.Ordinal);

    [Fact]
    public void Fill_EndWithoutBlock_SaysWhich() =>
        Assert.Contains("# <<< x.sh", Assert.Throws<FormatException>(() => EmbeddedBlocks.Fill("# <<< x.sh\n", _ => "")).Message, StringComparison.Ordinal);

    [Fact]
    public void Fill_Twice_ChangesNothingMore()
    {
        Gen.String[Gen.Char["ab #\n"], 0, 40].Sample(content =>
        {
            string once = EmbeddedBlocks.Fill("x\n # >>> n\n # <<< n\ny\n", _ => content);
            Assert.Equal(once, EmbeddedBlocks.Fill(once, _ => content));
        });
    }
}
