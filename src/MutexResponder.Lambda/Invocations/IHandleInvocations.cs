namespace MutexResponder.Lambda.Invocations;

/// <summary>The one seam between a host and the function.</summary>
public interface IHandleInvocations
{
    /// <param name="payload">The event as Lambda delivers it: JSON, 6 MB at most.</param>
    /// <param name="context">The invocation.</param>
    /// <param name="cancellationToken">Cancelled shortly before the deadline, so that an answer can still be sent.</param>
    /// <exception cref="FunctionErrorException">The event cannot be handled: Lambda may retry and then dead-letters it.</exception>
    Task<FunctionReply> HandleAsync(Stream payload, InvocationContext context, CancellationToken cancellationToken);
}

/// <summary>Ends an invocation, or the start, as a function error with a type that an alarm or a dead letter can be told apart by.</summary>
public sealed class FunctionErrorException(string errorType, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Such as <c>InvalidEvent.not-json</c>.</summary>
    public string ErrorType { get; } = errorType;
}
