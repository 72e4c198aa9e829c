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

    public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken) => inner.PutBackAsync(listed, lookAt, cancellationToken);

    public async Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) =>
        [.. (await inner.ListUnfinishedAsync(maxCount, cancellationToken).ConfigureAwait(false)).Where(one => one.IsOpen)];
}
