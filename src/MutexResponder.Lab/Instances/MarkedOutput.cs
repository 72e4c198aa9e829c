using System.Buffers;
using System.Globalization;
using System.Text;

namespace MutexResponder.Lab.Instances;

/// <summary>
/// Reads one output of a script up to its end mark, not up to the end of the stream: a daemon that the script
/// started may keep the stream open for ever. After the mark comes the exit status in decimal and a line feed.
/// </summary>
/// <param name="endMark">Bytes that the script cannot have written by chance.</param>
/// <param name="maxBytes">What is kept, from the start; the rest is read and dropped, so that the script never blocks.</param>
internal sealed class MarkedOutput(byte[] endMark, int maxBytes)
{
    private const int MaxStatusBytes = 4;
    private readonly ArrayBufferWriter<byte> _kept = new();

    /// <summary>The exit status after the mark; null where the stream ended without it.</summary>
    public int? ExitStatus { get; private set; }

    public bool WasCut { get; private set; }

    /// <summary>What was kept so far; bytes that are not UTF-8 become U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(_kept.WrittenSpan);

    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] window = new byte[16 * 1024];
        int filled = 0;
        while (true)
        {
            int read;
            try
            {
                read = await stream.ReadAsync(window.AsMemory(filled), cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Keep(window.AsSpan(0, filled));
                throw;
            }

            filled += read;
            if (TakeMark(window.AsSpan(0, filled), streamEnded: read == 0))
            {
                return;
            }

            if (read == 0)
            {
                Keep(window.AsSpan(0, filled));
                return;
            }

            // The mark and its status may still be under way: hold back as many bytes as they can have.
            int safe = Math.Max(0, filled - endMark.Length - MaxStatusBytes);
            Keep(window.AsSpan(0, safe));
            window.AsSpan(safe, filled - safe).CopyTo(window);
            filled -= safe;
        }
    }

    private bool TakeMark(ReadOnlySpan<byte> bytes, bool streamEnded)
    {
        int mark = bytes.IndexOf(endMark);
        if (mark < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> status = bytes[(mark + endMark.Length)..];
        int lineEnd = status.IndexOf((byte)'\n');
        if (lineEnd < 0 && !streamEnded)
        {
            return false;
        }

        if (lineEnd >= 0 && int.TryParse(status[..lineEnd], NumberStyles.None, CultureInfo.InvariantCulture, out int exitStatus))
        {
            ExitStatus = exitStatus;
        }

        Keep(bytes[..mark]);
        return true;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        int room = maxBytes - _kept.WrittenCount;
        if (bytes.Length > room)
        {
            WasCut = true;
            bytes = bytes[..room];
        }

        _kept.Write(bytes);
    }
}
