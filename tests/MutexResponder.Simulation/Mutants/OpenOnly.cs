using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Simulation.Mutants;

/// <summary>A store whose list of the unfinished leaves out the ended ones that still need somebody.</summary>
internal sealed class OpenOnly(IIncidentStore inner) : IIncidentStore
{
    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => inner.FindAsync(instance, cancellationToken);

    public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken) => inner.FindOrAddAsync(first, cancellationToken);

    public Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken) =>
        inner.TrySaveAsync(next, expectedVersion, slots, cancellationToken);

    public async Task<IReadOnlyList<InstanceId>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken)
    {
        List<InstanceId> open = [];
        foreach (InstanceId instance in await inner.ListUnfinishedAsync(maxCount, cancellationToken).ConfigureAwait(false))
        {
            if (await inner.FindAsync(instance, cancellationToken).ConfigureAwait(false) is { IsFinished: false })
            {
                open.Add(instance);
            }
        }

        return open;
    }
}
