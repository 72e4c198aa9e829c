namespace MutexResponder.Ports;

/// <summary>Sends one command. SSM has no idempotency token: sending twice runs twice.</summary>
public interface ISendCommands
{
    /// <returns>The command id.</returns>
    /// <exception cref="RemoteCallException">SSM refused, or could not be reached; the command may still have been sent.</exception>
    Task<string> SendAsync(CommandRequest request, CancellationToken cancellationToken);
}
