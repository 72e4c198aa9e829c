using MutexResponder.Lambda.Store;
using MutexResponder.Ports;
using MutexResponder.Reconciling;

namespace MutexResponder.Tests.Store;

public sealed class InMemoryIncidentListTests : IncidentListContract
{
    protected override Task<(IIncidentStore Store, IListIncidents List)> CreateEmptyAsync()
    {
        var memory = new InMemoryIncidentStore();
        return Task.FromResult<(IIncidentStore, IListIncidents)>((memory, memory));
    }
}

/// <summary>The same over the wire.</summary>
public sealed class DynamoDbIncidentListTests(DynamoDb dynamo) : IncidentListContract
{
    protected override async Task<(IIncidentStore Store, IListIncidents List)> CreateEmptyAsync()
    {
        var client = dynamo.Client();
        string table = await dynamo.CreateTableAsync(client, TestContext.Current.CancellationToken);
        return (new DynamoDbIncidentStore(client, table, TimeSpan.FromDays(30), TimeProvider.System, Guid.NewGuid), new DynamoDbIncidentList(client, table));
    }
}
