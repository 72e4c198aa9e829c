using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Simulation.Mutants;

/// <summary>A store that writes the record and leaves the slots for later.</summary>
internal sealed class SlotsNotTaken(IIncidentStore inner) : IIncidentStore
{
    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => inner.FindAsync(instance, cancellationToken);

    public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken) => inner.FindOrAddAsync(first, cancellationToken);

    public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken) => inner.PutBackAsync(listed, lookAt, cancellationToken);

    public Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) => inner.ListUnfinishedAsync(maxCount, cancellationToken);

    public Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken) =>
        inner.TrySaveAsync(next, expectedVersion, slots with { Take = [] }, cancellationToken);
}
