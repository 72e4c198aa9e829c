using MutexResponder.Messages;

namespace MutexResponder.Ports;

/// <summary>Sends one message to whoever listens.</summary>
public interface IPublishMessages
{
    /// <exception cref="RemoteCallException">It was not taken; or it was, and the answer is lost.</exception>
    Task PublishAsync(Message message, CancellationToken cancellationToken);
}
