using System.Buffers;
using System.Text;

namespace MutexResponder.Lab.Instances;

/// <summary>Puts chunks of bytes together to lines; of a line longer than the bound only the start is kept.</summary>
internal sealed class LineBuffer(int maxLineBytes)
{
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>The lines that this chunk completes.</summary>
    public IEnumerable<string> Take(ReadOnlyMemory<byte> chunk)
    {
        int lineFeed;
        while ((lineFeed = chunk.Span.IndexOf((byte)'\n')) >= 0)
        {
            Append(chunk.Span[..lineFeed]);
            yield return Encoding.UTF8.GetString(_line.WrittenSpan);
            Clear();
            chunk = chunk[(lineFeed + 1)..];
        }

        Append(chunk.Span);
    }

    /// <summary>Forgets an incomplete line.</summary>
    public void Clear() => _line.ResetWrittenCount();

    private void Append(ReadOnlySpan<byte> bytes) => _line.Write(bytes[..Math.Min(bytes.Length, maxLineBytes - _line.WrittenCount)]);
}
