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
