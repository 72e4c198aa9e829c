namespace MutexResponder.Lambda.Logging;

/// <summary>Whole lines to standard output, one at a time: Lambda makes one log event of each.</summary>
public sealed class LineOutput(Stream stream) : IDisposable
{
    private readonly Lock _lock = new();

    /// <param name="line">UTF-8 without a line break at the end.</param>
    public void Write(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            try
            {
                stream.Write(line);
                stream.WriteByte((byte)'\n');
                stream.Flush();
            }
            catch (IOException)
            {
                // Nobody reads any more. A lost log line must not stop a remediation half-way.
            }
        }
    }

    public void Dispose() => stream.Dispose();
}
