using System.Text;
using CsCheck;
using MutexResponder.Lambda.Aws.OpsItems;

namespace MutexResponder.Tests.Lambda.Aws.OpsItems;

public sealed class DataTextTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(" \n", null)]
    [InlineData("a\nb\tc\u001B[31m", "a\nb c [31m")]
    public void Of_Text(string? text, string? value) => Assert.Equal(value, DataText.Of(text));

    [Fact]
    public void Of_LongText_SaysThatItWasCut() => Assert.EndsWith("\n(cut)", DataText.Of(new string('é', 20_000)), StringComparison.Ordinal);

    [Fact]
    public void Of_AnyText_KeepsToItsBoundInBytes() =>
        Gen.Select(Gen.Char.Array[1, 20], Gen.Int[1, 3000]).Sample((chars, times) =>
            Assert.InRange(Encoding.UTF8.GetByteCount(DataText.Of(string.Concat(Enumerable.Repeat(new string(chars), times))) ?? ""), 0, DataText.MaxValueBytes));
}
