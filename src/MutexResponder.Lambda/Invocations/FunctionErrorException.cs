namespace MutexResponder.Lambda.Invocations;

/// <summary>Ends an invocation, or the start, as a function error with a type that an alarm or a dead letter can be told apart by.</summary>
public sealed class FunctionErrorException(string errorType, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Such as <c>InvalidEvent.not-json</c>.</summary>
    public string ErrorType { get; } = errorType;
}
