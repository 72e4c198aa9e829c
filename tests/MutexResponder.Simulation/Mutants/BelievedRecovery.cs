using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Simulation.Machines;
using MutexResponder.Simulation.Time;

namespace MutexResponder.Simulation.Mutants;

/// <summary>Whatever a remediation came to, the look at it afterwards reads like a recovered machine.</summary>
internal sealed class BelievedRecovery(World world, IReadCommands inner) : IReadCommands
{
    public async Task<CommandReport> ReadAsync(InstanceId instance, CommandKind kind, string commandId, CancellationToken cancellationToken)
    {
        CommandReport report = await inner.ReadAsync(instance, kind, commandId, cancellationToken).ConfigureAwait(false);
        if (!report.HasEnded || !report.Comment.Contains(" verify ", StringComparison.Ordinal))
        {
            return report;
        }

        var twin = new Machine(instance, world.Queue, new Prng(2)) { Config = new Configuration { Fix = FixState.Full } };
        twin.Boot();
        twin.StartApache();
        string text = EvidenceText.Of(twin, world.Queue.Elapsed);
        world.Evidence.Remember(text, world.Instances[instance].Machine);
        return report with { Steps = [new CommandStep("collect", CommandStatus.Succeeded, 0, text, "")] };
    }

    public Task<string?> FindByCommentAsync(InstanceId instance, string comment, DateTimeOffset sentAfter, CancellationToken cancellationToken) =>
        inner.FindByCommentAsync(instance, comment, sentAfter, cancellationToken);
}
