using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>Reads how a command went.</summary>
public interface IReadCommands
{
    /// <summary>Never waits: reports what SSM says now.</summary>
    /// <exception cref="RemoteCallException">SSM could not answer.</exception>
    Task<CommandReport> ReadAsync(InstanceId instance, CommandKind kind, string commandId, CancellationToken cancellationToken);

    /// <summary>Finds a command whose sending was not confirmed, by its comment.</summary>
    /// <returns>Its id, or null where SSM lists none with that comment on that instance.</returns>
    /// <exception cref="RemoteCallException">SSM could not answer.</exception>
    Task<string?> FindByCommentAsync(InstanceId instance, string comment, DateTimeOffset sentAfter, CancellationToken cancellationToken);
}
