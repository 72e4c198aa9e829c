using MutexResponder.Ports;
using MutexResponder.Reconciling;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Store;

public sealed class InMemoryIncidentStoreTests : IncidentStoreContract
{
    protected override Task<IIncidentStore> CreateEmptyAsync() => Task.FromResult<IIncidentStore>(new InMemoryIncidentStore());

    [Fact]
    public async Task Unfinished_OpenedAtTheSameMoment_AreListedByInstance()
    {
        InMemoryIncidentStore store = new();
        foreach (int number in new[] { 2, 3, 1 })
        {
            await store.FindOrAddAsync(SampleIncident.Of(number) with { OpenedAt = SampleIncident.Opening }, TestContext.Current.CancellationToken);
        }

        Assert.Equal([.. Enumerable.Range(1, 3).Select(SampleIncident.InstanceOf)], await store.ListInstancesAsync(10, TestContext.Current.CancellationToken));
    }
}
