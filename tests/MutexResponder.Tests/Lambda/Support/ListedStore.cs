using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>A store that only lists.</summary>
internal sealed class ListedStore(params InstanceId[] unfinished) : IIncidentStore
{
    public Exception? Failure { get; set; }

    public Task<IReadOnlyList<InstanceId>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) =>
        Failure is null
            ? Task.FromResult<IReadOnlyList<InstanceId>>([.. unfinished.Take(maxCount)])
            : Task.FromException<IReadOnlyList<InstanceId>>(Failure);

    /// <summary>The one record that may be read; null where there is none.</summary>
    public Incident? Found { get; set; }

    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => Task.FromResult(Found?.Instance == instance ? Found : null);

    public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken) => throw new InvalidOperationException("Routes never write.");

    public Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Routes never write.");
}
