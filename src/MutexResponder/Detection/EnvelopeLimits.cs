namespace MutexResponder.Detection;

/// <summary>
/// What one delivery may cost. All are far above what CloudWatch Logs sends (PutLogEvents takes 1 MiB and 10,000
/// events a call; an asynchronous invoke carries 1 MB), and low enough for the smallest function.
/// </summary>
public static class EnvelopeLimits
{
    /// <summary>The base64 text. Lambda's largest synchronous request is 6 MB.</summary>
    public const int MaxInputBytes = 6 * 1024 * 1024;

    /// <summary>The JSON after gunzip: protects from a gzip bomb, whose ratio can be 1,032.</summary>
    public const int MaxDecompressedBytes = 64 * 1024 * 1024;

    /// <summary>One JSON value. A log event is at most 1 MiB, and JSON writes a control character of it in six bytes.</summary>
    public const int MaxValueBytes = 7 * 1024 * 1024;

    public const int MaxEvents = 100_000;

    /// <summary>Lines of one event that name a known code; the ones after it are not looked at.</summary>
    public const int MaxLinesPerEvent = 4_096;

    /// <summary>Owner, log group and log stream. CloudWatch Logs itself allows 512.</summary>
    public const int MaxNameChars = 512;

    /// <summary>Signals kept in a <see cref="LogBatch"/>.</summary>
    public const int MaxSignals = SignalSample.MaxKept;
}
