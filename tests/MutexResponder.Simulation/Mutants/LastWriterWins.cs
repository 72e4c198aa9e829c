using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Simulation.Mutants;

/// <summary>A store that writes whatever comes, whoever wrote in between.</summary>
internal sealed class LastWriterWins(IIncidentStore inner) : IIncidentStore
{
    private const int MaxTries = 8;

    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => inner.FindAsync(instance, cancellationToken);

    public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken) => inner.FindOrAddAsync(first, cancellationToken);

    public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken) => inner.PutBackAsync(listed, lookAt, cancellationToken);

    public Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) => inner.ListUnfinishedAsync(maxCount, cancellationToken);

    public async Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken)
    {
        SaveOutcome outcome = await inner.TrySaveAsync(next, expectedVersion, slots, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < MaxTries && outcome == SaveOutcome.VersionConflict; i++)
        {
            long version = (await inner.FindAsync(next.Instance, cancellationToken).ConfigureAwait(false))?.Version ?? 0;
            outcome = await inner.TrySaveAsync(next with { Version = version + 1 }, version, slots, cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }
}
