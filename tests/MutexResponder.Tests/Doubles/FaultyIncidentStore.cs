using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Doubles;

/// <summary>
/// A store that fails where a test says so and otherwise is <paramref name="inner"/>. Usage:
/// <c>new FaultyIncidentStore(store, (operation, call) => operation == StoreOperation.Save &amp;&amp; call == 3 ? StoreFault.UnavailableAfter : StoreFault.None)</c>.
/// </summary>
/// <param name="inner">Does the work.</param>
/// <param name="faultOf">Asked once a call with the operation and its number (the first call of any kind is 1); may be asked from several threads.</param>
public sealed class FaultyIncidentStore(IIncidentStore inner, Func<StoreOperation, int, StoreFault> faultOf) : IIncidentStore
{
    private int _callCount;

    /// <summary>Calls so far, failed ones included.</summary>
    public int CallCount => Volatile.Read(ref _callCount);

    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.Find, () => inner.FindAsync(instance, cancellationToken));

    public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.FindOrAdd, () => inner.FindOrAddAsync(first, cancellationToken));

    public Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.Save, () => inner.TrySaveAsync(next, expectedVersion, slots, cancellationToken));

    public Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.ListUnfinished, () => inner.ListUnfinishedAsync(maxCount, cancellationToken));

    public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken) =>
        CallAsync(StoreOperation.PutBack, async () =>
        {
            await inner.PutBackAsync(listed, lookAt, cancellationToken);
            return true;
        });

    private async Task<T> CallAsync<T>(StoreOperation operation, Func<Task<T>> call)
    {
        int number = Interlocked.Increment(ref _callCount);
        StoreFault fault = faultOf(operation, number);
        if (fault == StoreFault.UnavailableBefore)
        {
            throw Unavailable(operation, number, "before it was done");
        }

        T result = await call();
        return fault == StoreFault.UnavailableAfter ? throw Unavailable(operation, number, "after it was done") : result;
    }

    private static RemoteCallException Unavailable(StoreOperation operation, int number, string when) =>
        new(RemoteCallFailure.Unavailable, $"Call {number} ({operation}) was made to fail {when}.");
}
