using Microsoft.Extensions.Logging;

namespace MutexResponder.Lambda.Hosting;

// What both loops have: when they give up, and what they say.
public sealed partial class RuntimeLoop
{
    /// <summary>Fruitless calls in a row after which the process gives up, so that it cannot spin.</summary>
    public const int MaxNextAttempts = 5;

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(100);

    [LoggerMessage(Level = LogLevel.Information, Message = "The Runtime API is gone; ending.")]
    private partial void LogGone();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Runtime API gave no usable answer ({FailedCount} in a row); trying again.")]
    private partial void LogRetry(Exception exception, int failedCount);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The Runtime API gave no usable answer {FailedCount} times in a row; ending.")]
    private partial void LogGivenUp(Exception exception, int failedCount);

    [LoggerMessage(Level = LogLevel.Error, Message = "The invocation failed: {ErrorType}.")]
    private partial void LogFailed(Exception exception, string errorType);
}
