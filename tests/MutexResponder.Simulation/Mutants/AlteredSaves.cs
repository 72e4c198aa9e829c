using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Simulation.Mutants;

/// <summary>Saves something else than it is given.</summary>
internal sealed class AlteredSaves(IIncidentStore inner, Func<Incident, SlotChange, (Incident, SlotChange)> alter) : IIncidentStore
{
    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => inner.FindAsync(instance, cancellationToken);

    public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken) => inner.FindOrAddAsync(first, cancellationToken);

    public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken) => inner.PutBackAsync(listed, lookAt, cancellationToken);

    public Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) => inner.ListUnfinishedAsync(maxCount, cancellationToken);

    public Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken)
    {
        (Incident saved, SlotChange changed) = alter(next, slots);
        return inner.TrySaveAsync(saved, expectedVersion, changed, cancellationToken);
    }
}
