// To be deleted when the log path of the core (MutexResponder.Detection) is merged: these types have its exact shape.
using System.Collections.Immutable;

namespace MutexResponder.Detection;

public sealed record LogBatch(bool IsControlMessage, string Owner, string LogGroup, string LogStream, ImmutableArray<Signal> Signals, int EventCount, int DroppedSignalCount);

public readonly record struct LogBatchResult(LogBatch? Batch, string? Error);

public static class CloudWatchLogsEnvelope
{
    public static LogBatchResult Read(ReadOnlySpan<byte> base64Utf8) => new(null, $"Not built in yet ({base64Utf8.Length} bytes).");
}

public static class LogStreamInstance
{
    public static bool TryFind(string logStream, out InstanceId id) => InstanceId.TryParse(logStream, out id);
}
