using System.Diagnostics.CodeAnalysis;

namespace MutexResponder.Detection;

/// <summary>
/// A delivery that was read, or the reason why it could not be.
/// Invariant: exactly one of <see cref="Batch"/> and <see cref="Error"/> is set, in the default value too.
/// </summary>
public readonly record struct LogBatchResult
{
    private readonly string? _error;

    private LogBatchResult(LogBatch? batch, string? error)
    {
        Batch = batch;
        _error = error;
    }

    /// <summary>The delivery, null where it could not be read.</summary>
    public LogBatch? Batch { get; }

    /// <summary>Why it could not be read, a sentence for the engineer; null where it could.</summary>
    public string? Error => Batch is null ? _error ?? "nothing was read" : null;

    /// <returns>Whether there is a batch.</returns>
    public bool TryGetBatch([NotNullWhen(true)] out LogBatch? batch, [NotNullWhen(false)] out string? error)
    {
        batch = Batch;
        error = Error;
        return batch is not null;
    }

    internal static LogBatchResult Read(LogBatch batch) => new(batch, null);

    internal static LogBatchResult Refused(string error) => new(null, error);
}
