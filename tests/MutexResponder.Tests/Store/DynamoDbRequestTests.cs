using Amazon.DynamoDBv2;
using Microsoft.Extensions.Logging.Abstractions;
using MutexResponder.Lambda.Store;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Store;

/// <summary>What is asked of DynamoDB where the double, which has one copy and few lines, answers the same to anything else.</summary>
public sealed class DynamoDbRequestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Another copy may be a save behind: a decision on it would lose its race, and a person would be shown what is over.</summary>
    [Fact]
    public async Task OneItem_IsReadFromTheNewestCopy()
    {
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Success()));
        IAmazonDynamoDB client = Client(handler);
        InstanceId instance = SampleIncident.InstanceOf(1);

        await new DynamoDbIncidentStore(client, "incidents", TimeSpan.FromDays(30), TimeProvider.System, Guid.NewGuid).FindAsync(instance, Cancellation);
        await new DynamoDbIncidentList(client, "incidents").FindAsync(instance, null, Cancellation);
        await new DynamoDbFleetStore(client, "incidents", NullLogger<DynamoDbFleetStore>.Instance).FindAsync(instance, Cancellation);

        Assert.Equal([true, true, true], handler.Requests.Select(request => (bool?)request["ConsistentRead"] ?? false));
    }

    /// <summary>Where there are more than one list reads, those that wait longest are read.</summary>
    [Fact]
    public async Task OpenIncidents_AreReadFromTheOldestOn()
    {
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Success()));

        await new DynamoDbIncidentList(Client(handler), "incidents").ListOpenAsync(10, Cancellation);

        Assert.True((bool?)Assert.Single(handler.Requests)["ScanIndexForward"]);
    }

    private static IAmazonDynamoDB Client(ScriptedHandler handler) => TestClient.Create(new Uri("http://127.0.0.1:1"), handler);
}
