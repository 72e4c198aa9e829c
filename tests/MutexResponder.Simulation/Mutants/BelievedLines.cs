using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Simulation.Machines;
using MutexResponder.Simulation.Time;

namespace MutexResponder.Simulation.Mutants;

/// <summary>Whatever an inspection found, it reads like a removal on that machine: the line alone decides.</summary>
internal sealed class BelievedLines(World world, IReadCommands inner) : IReadCommands
{
    public async Task<CommandReport> ReadAsync(InstanceId instance, CommandKind kind, string commandId, CancellationToken cancellationToken)
    {
        CommandReport report = await inner.ReadAsync(instance, kind, commandId, cancellationToken).ConfigureAwait(false);
        if (kind != CommandKind.Inspect || report.Step("collect") is not { Stdout.Length: > 0 } collect)
        {
            return report;
        }

        Machine truth = world.Instances[instance].Machine;
        var twin = new Machine(instance, world.Queue, new Prng(1));
        twin.Boot();
        twin.StartApache();
        twin.EndSession();
        string text = EvidenceText.Of(twin, world.Queue.Elapsed)
            .Replace(twin.BootId, truth.BootId, StringComparison.Ordinal)
            .Replace(twin.Config.Hash, truth.Config.Hash, StringComparison.Ordinal);
        world.Evidence.Remember(text, truth);
        return report with { Steps = [collect with { Stdout = text }] };
    }

    public Task<string?> FindByCommentAsync(InstanceId instance, string comment, DateTimeOffset sentAfter, CancellationToken cancellationToken) =>
        inner.FindByCommentAsync(instance, comment, sentAfter, cancellationToken);
}
