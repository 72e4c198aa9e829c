using MutexResponder.Detection;

namespace MutexResponder.Lambda.Routing;

/// <summary>Reads <c>awslogs.data</c>.</summary>
/// <returns>The batch, or what is wrong with it: exactly one is set.</returns>
public delegate (LogBatch? Batch, string? Error) ReadLogBatch(ReadOnlyMemory<byte> data);
