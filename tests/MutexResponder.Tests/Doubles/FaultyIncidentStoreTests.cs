using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reconciling;

namespace MutexResponder.Tests.Doubles;

public sealed class FaultyIncidentStoreTests
{
    private static readonly Incident First = SampleIncident.Of(1);
    private readonly InMemoryIncidentStore _inner = new();

    [Theory]
    [InlineData(StoreFault.UnavailableBefore, false)]
    [InlineData(StoreFault.UnavailableAfter, true)]
    public async Task Save_FaultInjected_ThrowsAndWritesOnlyIfAfter(StoreFault fault, bool written)
    {
        var store = new FaultyIncidentStore(_inner, (operation, call) => operation == StoreOperation.Save && call == 1 ? fault : StoreFault.None);

        RemoteCallException thrown = await Assert.ThrowsAsync<RemoteCallException>(
            () => store.TrySaveAsync(First, 0, SlotChange.None, TestContext.Current.CancellationToken));

        Assert.Equal(RemoteCallFailure.Unavailable, thrown.Failure);
        Assert.Equal(written, await store.FindAsync(First.Instance, TestContext.Current.CancellationToken) is not null);
        Assert.Equal(2, store.CallCount);
    }
}
