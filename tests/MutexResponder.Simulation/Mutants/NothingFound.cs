using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Simulation.Mutants;

/// <summary>Asks SSM for the comment and does not believe that it is there.</summary>
internal sealed class NothingFound(IReadCommands inner) : IReadCommands
{
    public Task<CommandReport> ReadAsync(InstanceId instance, CommandKind kind, string commandId, CancellationToken cancellationToken) =>
        inner.ReadAsync(instance, kind, commandId, cancellationToken);

    public async Task<string?> FindByCommentAsync(InstanceId instance, string comment, DateTimeOffset sentAfter, CancellationToken cancellationToken)
    {
        await inner.FindByCommentAsync(instance, comment, sentAfter, cancellationToken).ConfigureAwait(false);
        return null;
    }
}
