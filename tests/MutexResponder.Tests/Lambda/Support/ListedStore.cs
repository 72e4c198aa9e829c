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

    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Routes read incidents through the reconciler only.");

    public Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Routes never write.");
}
