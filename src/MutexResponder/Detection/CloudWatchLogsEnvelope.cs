using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;

namespace MutexResponder.Detection;

/// <summary>
/// Reads the value of <c>awslogs.data</c>: base64 of gzip of JSON (Lambda Developer Guide, "Using Lambda with CloudWatch Logs").
/// One pass over pooled buffers. A batch with no signal allocates nothing for its events.
/// </summary>
public static class CloudWatchLogsEnvelope
{
    private const int MinGzipBytes = 18;
    private const int GzipSizeFieldBytes = 4;
    private const int ChunkBytes = 128 * 1024;

    /// <summary>Never throws: what cannot be read comes back as <see cref="LogBatchResult.Error"/>.</summary>
    /// <param name="base64Utf8">The base64 text, with JSON escapes already resolved.</param>
    public static LogBatchResult Read(ReadOnlySpan<byte> base64Utf8)
    {
        if (base64Utf8.IsEmpty)
        {
            return LogBatchResult.Refused("awslogs.data is empty");
        }

        if (base64Utf8.Length > EnvelopeLimits.MaxInputBytes)
        {
            return LogBatchResult.Refused($"awslogs.data is too large: {base64Utf8.Length} bytes, the limit is {EnvelopeLimits.MaxInputBytes}");
        }

        byte[] compressed = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(base64Utf8.Length));
        try
        {
            return Base64.DecodeFromUtf8(base64Utf8, compressed, out _, out int length) == OperationStatus.Done
                ? ReadGzip(compressed, length)
                : LogBatchResult.Refused("awslogs.data is not base64");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(compressed);
        }
    }

    private static LogBatchResult ReadGzip(byte[] buffer, int length)
    {
        ReadOnlySpan<byte> compressed = buffer.AsSpan(0, length);
        if (!compressed.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return LogBatchResult.Refused("awslogs.data is base64, but what it holds is not gzip");
        }

        if (length < MinGzipBytes)
        {
            return LogBatchResult.Refused($"the gzip data is cut short: {length} bytes");
        }

        using LogBatchReader reader = new();
        string? error = Drain(buffer, length, reader);

        // The decoder takes an early end for the end, so the trailer has to be compared: RFC 1952, ISIZE.
        uint promised = BinaryPrimitives.ReadUInt32LittleEndian(compressed[^GzipSizeFieldBytes..]);
        if (reader.IsInputRead && promised != unchecked((uint)reader.TotalBytes))
        {
            return LogBatchResult.Refused($"the gzip data is cut short or damaged: its trailer promises {promised} bytes and {reader.TotalBytes} came out");
        }

        return error is null ? reader.Finish() : LogBatchResult.Refused(error);
    }

    private static string? Drain(byte[] buffer, int length, LogBatchReader reader)
    {
        using LogBatchSink sink = new(reader);
        try
        {
            using MemoryStream source = new(buffer, 0, length, writable: false);
            using GZipStream gzip = new(source, CompressionMode.Decompress);
            gzip.CopyTo(sink, ChunkBytes);
            return reader.End();
        }
        catch (InvalidDataException) when (sink.Refusal is { } refusal)
        {
            return refusal;
        }
        catch (InvalidDataException e)
        {
            return $"the gzip data is damaged: {e.Message}";
        }
        catch (IOException e)
        {
            return $"the gzip data could not be read: {e.Message}";
        }
        catch (JsonException e)
        {
            // The exception's own message quotes the data, without a bound. What the JSON reader was not shown stood on its first line, where it did.
            long? position = e.LineNumber == 0 ? e.BytePositionInLine + reader.SkippedBytes : e.BytePositionInLine;
            return $"the log data is not JSON: line {e.LineNumber + 1}, byte {position + 1} cannot be read";
        }
    }
}
