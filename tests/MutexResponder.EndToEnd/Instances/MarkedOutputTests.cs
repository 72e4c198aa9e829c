using System.Text;
using CsCheck;
using MutexResponder.Lab.Instances;

namespace MutexResponder.EndToEnd.Instances;

public sealed class MarkedOutputTests
{
    private const string Mark = "\u001emark:";
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Text_InAnyChunks_IsWhatStoodBeforeTheMark() =>
        Gen.Select(Gen.String[Gen.Char["ab\n\u001emrk:"], 0, 40], Gen.Int[0, 255], Gen.Int[1, 50], Gen.Int[0, 50])
            .Where(t => !t.Item1.Contains(Mark, StringComparison.Ordinal))
            .Sample((text, status, chunkBytes, maxBytes) =>
            {
                MarkedOutput output = Read($"{text}{Mark}{status}\na daemon's later words", chunkBytes, maxBytes);

                Assert.Equal(status, output.ExitStatus);
                Assert.Equal(text[..Math.Min(text.Length, maxBytes)], output.Text);
                Assert.Equal(text.Length > maxBytes, output.WasCut);
            });

    [Theory]
    [InlineData("no mark")]
    [InlineData("\u001emar")]
    [InlineData("")]
    public void Stream_EndedWithoutTheMark_LeavesNoStatus(string text)
    {
        MarkedOutput output = Read(text, chunkBytes: 3, maxBytes: 100);

        Assert.Null(output.ExitStatus);
        Assert.Equal(text, output.Text);
    }

    [Theory]
    [InlineData("text\u001emark:")]
    [InlineData("text\u001emark:12")]
    [InlineData("text\u001emark:x\n")]
    public void Status_NotWhole_CountsAsNone(string text)
    {
        MarkedOutput output = Read(text, chunkBytes: 4, maxBytes: 100);

        Assert.Null(output.ExitStatus);
        Assert.Equal("text", output.Text);
    }

    private static MarkedOutput Read(string text, int chunkBytes, int maxBytes)
    {
        MarkedOutput output = new(Encoding.UTF8.GetBytes(Mark), maxBytes);
        using ChunkedStream stream = new(Encoding.UTF8.GetBytes(text), chunkBytes);
        output.ReadAsync(stream, Token).GetAwaiter().GetResult();
        return output;
    }

    /// <summary>Hands out at most so many bytes at a time, as a pipe may.</summary>
    private sealed class ChunkedStream(byte[] bytes, int chunkBytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, chunkBytes)], cancellationToken);
    }
}
