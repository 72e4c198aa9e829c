namespace MutexResponder.Detection;

/// <summary>
/// The end of a decompression: hands every piece to the reader, and stops the flow at the first piece that it refuses.
/// </summary>
/// <remarks>
/// 2026-11-23: a stream that is read from takes its input in pieces of 8 KB and keeps a copy of the last 32 KB of output after each; copied into a
/// sink, it takes all input at once. That is a tenth of the whole.
/// </remarks>
internal sealed class LogBatchSink(LogBatchReader reader) : Stream
{
    /// <summary>What the reader refused, null where nothing was.</summary>
    public string? Refusal { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The reader refused the piece.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Refusal = reader.Accept(buffer);
        if (Refusal is not null)
        {
            throw new InvalidDataException(Refusal);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
