using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Simulation.Function;

namespace MutexResponder.Simulation.Mutants;

/// <summary>Takes every command that ended for the one that the record waits for.</summary>
internal sealed class AnyCommand(World world, PortsOverNetwork inner) : IReadCommands
{
    public async Task<CommandReport> ReadAsync(InstanceId instance, CommandKind kind, string commandId, CancellationToken cancellationToken)
    {
        CommandReport report = await inner.ReadAsync(instance, kind, commandId, cancellationToken).ConfigureAwait(false);
        return report with { Comment = world.Records.Newest(instance)?.Pending?.Comment ?? "" };
    }

    public Task<string?> FindByCommentAsync(InstanceId instance, string comment, DateTimeOffset sentAfter, CancellationToken cancellationToken) =>
        inner.FindByCommentAsync(instance, comment, sentAfter, cancellationToken);
}
