using Amazon.DynamoDBv2;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Store;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Store;

/// <summary>The write arrives, its answer does not, and the SDK asks again: the save must not meet itself as a conflict.</summary>
public sealed class DynamoDbLostReplyTests(DynamoDb dynamo)
{
    private static readonly SlotChange OneSlot = new() { Take = [new("fleet", 1)] };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_FirstReplyLost_IsSavedOnce(bool withSlot)
    {
        using var handler = new ScriptedHandler((number, send) => number == 1 ? LoseReplyAsync(send) : send());
        DynamoDbIncidentStore store = await StoreAsync(handler);

        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(SampleIncident.Of(1), 0, withSlot ? OneSlot : SlotChange.None, Cancellation));

        Assert.Equal(2, handler.Requests.Count);
        Assert.Equal(handler.Requests[0].ToJsonString(), handler.Requests[1].ToJsonString());
        Assert.Equal(1, (await store.FindAsync(SampleIncident.InstanceOf(1), Cancellation))!.Version);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_ReplyLostAndSomebodyElseWonBefore_IsAConflict(bool withSlot)
    {
        using var handler = new ScriptedHandler((number, send) => number == 2 ? LoseReplyAsync(send) : send());
        DynamoDbIncidentStore store = await StoreAsync(handler);
        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(SampleIncident.Of(1), 0, SlotChange.None, Cancellation));

        // The very same content as the one that won: only the id of the save tells them apart.
        Assert.Equal(SaveOutcome.VersionConflict, await store.TrySaveAsync(SampleIncident.Of(1), 0, withSlot ? OneSlot : SlotChange.None, Cancellation));
        Assert.Equal(3, handler.Requests.Count);
    }

    [Fact]
    public async Task Save_EveryReplyLost_IsUnavailableAndWritten()
    {
        using var handler = new ScriptedHandler((number, send) => number <= 1 + TestClient.MaxRetries ? LoseReplyAsync(send) : send());
        DynamoDbIncidentStore store = await StoreAsync(handler);

        RemoteCallException thrown = await Assert.ThrowsAsync<RemoteCallException>(
            () => store.TrySaveAsync(SampleIncident.Of(1), 0, OneSlot, Cancellation));

        Assert.Equal(RemoteCallFailure.Unavailable, thrown.Failure);
        Assert.NotNull(await store.FindAsync(SampleIncident.InstanceOf(1), Cancellation));
    }

    [Fact]
    public async Task FindOrAdd_FirstReplyLost_IsAddedOnce()
    {
        using var handler = new ScriptedHandler((number, send) => number == 1 ? LoseReplyAsync(send) : send());
        DynamoDbIncidentStore store = await StoreAsync(handler);

        Assert.Null(await store.FindOrAddAsync(SampleIncident.Of(1), Cancellation));

        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public async Task FindOrAdd_ReplyLostAndSomebodyElseWonBefore_IsFound()
    {
        using var handler = new ScriptedHandler((number, send) => number == 2 ? LoseReplyAsync(send) : send());
        DynamoDbIncidentStore store = await StoreAsync(handler);
        Assert.Null(await store.FindOrAddAsync(SampleIncident.Of(1), Cancellation));

        // The very same content as the one that won: only the id of the write tells them apart.
        Assert.NotNull(await store.FindOrAddAsync(SampleIncident.Of(1), Cancellation));
        Assert.Equal(3, handler.Requests.Count);
    }

    private async Task<DynamoDbIncidentStore> StoreAsync(ScriptedHandler handler)
    {
        using IAmazonDynamoDB direct = dynamo.Client();
        string table = await dynamo.CreateTableAsync(direct, Cancellation);
        IAmazonDynamoDB client = dynamo.Client(handler);
        return new DynamoDbIncidentStore(client, table, TimeSpan.FromDays(30), TimeProvider.System, Guid.NewGuid);
    }

    private static async Task<HttpResponseMessage> LoseReplyAsync(Func<Task<HttpResponseMessage>> send)
    {
        using HttpResponseMessage arrived = await send();
        throw new HttpRequestException("The connection broke after the request was done.");
    }
}
