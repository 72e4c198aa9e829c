using System.Text;
using CsCheck;
using MutexResponder.Lab.Instances;

namespace MutexResponder.EndToEnd.Instances;

public sealed class LineBufferTests
{
    [Fact]
    public void Lines_InAnyChunks_AreThoseOfTheWholeCutAtTheBound() =>
        Gen.Select(Gen.String[Gen.Char["abc\n"], 0, 60], Gen.Int[1, 10], Gen.Int[1, 12]).Sample((text, chunkBytes, maxLineBytes) =>
        {
            LineBuffer buffer = new(maxLineBytes);
            List<string> lines = [];
            foreach (byte[] chunk in Encoding.UTF8.GetBytes(text).Chunk(chunkBytes))
            {
                lines.AddRange(buffer.Take(chunk));
            }

            Assert.Equal(text.Split('\n')[..^1].Select(line => line[..Math.Min(line.Length, maxLineBytes)]), lines);
        });
}
