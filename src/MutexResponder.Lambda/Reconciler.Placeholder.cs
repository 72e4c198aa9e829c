// To be deleted when the core's Reconciler and stores are merged; Composition names them then.
using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Lambda;

internal sealed class MissingReconciler : IReconcile
{
    public Task<ReconcileResult> ReconcileAsync(InstanceId instance, Trigger trigger, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The reconciler is not built in yet.");
}

internal sealed class MissingStore : IIncidentStore
{
    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<InstanceId>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<InstanceId>>([]);
}
