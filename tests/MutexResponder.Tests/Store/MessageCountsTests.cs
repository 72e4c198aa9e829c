using Microsoft.Extensions.Time.Testing;
using MutexResponder.Lambda.Store;
using MutexResponder.Messages;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Store;

/// <summary>What every <see cref="ICountMessages"/> keeps.</summary>
public abstract class MessageCountsContract
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<ICountMessages> CreateEmptyAsync();

    [Fact]
    public async Task Count_GoesUpAndDown_EachStretchByItself()
    {
        ICountMessages counts = await CreateEmptyAsync();

        Assert.Equal(1, await counts.CountAsync("20261125T2215Z", 1, Cancellation));
        Assert.Equal(2, await counts.CountAsync("20261125T2215Z", 1, Cancellation));
        Assert.Equal(1, await counts.CountAsync("20261125T2215Z", -1, Cancellation));
        Assert.Equal(1, await counts.CountAsync("20261125T2220Z", 1, Cancellation));
    }

    [Fact]
    public async Task Held_StaysUntilItIsForgotten()
    {
        ICountMessages counts = await CreateEmptyAsync();
        Assert.Empty(await counts.ListHeldAsync(Cancellation));
        await counts.HoldAsync("one", ICountMessages.MaxHeld, Cancellation);
        await counts.HoldAsync("two", ICountMessages.MaxHeld, Cancellation);
        await counts.HoldAsync("two", ICountMessages.MaxHeld, Cancellation);

        Assert.Equal(["one", "two"], (await counts.ListHeldAsync(Cancellation)).Order());
        await counts.ForgetHeldAsync(["one", "never held"], Cancellation);
        Assert.Equal(["two"], await counts.ListHeldAsync(Cancellation));
        await counts.ForgetHeldAsync(["two"], Cancellation);
        Assert.Empty(await counts.ListHeldAsync(Cancellation));
    }

    [Fact]
    public async Task Held_LowerBound_LeavesTheRestToOthers()
    {
        ICountMessages counts = await CreateEmptyAsync();
        await counts.HoldAsync("one", 2, Cancellation);
        await counts.HoldAsync("two", 2, Cancellation);

        await Assert.ThrowsAsync<RemoteCallException>(() => counts.HoldAsync("three", 2, Cancellation));
        await counts.HoldAsync("three", 3, Cancellation);
        Assert.Equal(3, (await counts.ListHeldAsync(Cancellation)).Count);
    }

    [Fact]
    public async Task Held_IsBounded_AndSaysSo()
    {
        ICountMessages counts = await CreateEmptyAsync();
        foreach (int number in Enumerable.Range(0, ICountMessages.MaxHeld))
        {
            await counts.HoldAsync($"{number}", ICountMessages.MaxHeld, Cancellation);
        }

        RemoteCallException refused = await Assert.ThrowsAsync<RemoteCallException>(() => counts.HoldAsync("one more", ICountMessages.MaxHeld, Cancellation));
        Assert.Equal(RemoteCallFailure.Unavailable, refused.Failure);
        await counts.ForgetHeldAsync(["0"], Cancellation);
        await counts.HoldAsync("one more", ICountMessages.MaxHeld, Cancellation);
    }
}

public sealed class InMemoryMessageCountsTests : MessageCountsContract
{
    protected override Task<ICountMessages> CreateEmptyAsync() => Task.FromResult<ICountMessages>(new InMemoryMessageCounts());
}

/// <summary>The same over the wire, and that the items expire.</summary>
public sealed class DynamoDbMessageCountsTests(DynamoDb dynamo) : MessageCountsContract
{
    [Fact]
    public async Task Item_ExpiresADayLater()
    {
        var client = dynamo.Client();
        string table = await dynamo.CreateTableAsync(client, TestContext.Current.CancellationToken);
        await new DynamoDbMessageCounts(client, table, new FakeTimeProvider(DateTimeOffset.UnixEpoch)).CountAsync("w", 1, TestContext.Current.CancellationToken);

        var item = (await client.GetItemAsync(table, new() { ["pk"] = new("messages#w") }, true, TestContext.Current.CancellationToken)).Item;

        Assert.Equal("86400", item["expiresAt"].N);
    }

    protected override async Task<ICountMessages> CreateEmptyAsync()
    {
        var client = dynamo.Client();
        return new DynamoDbMessageCounts(client, await dynamo.CreateTableAsync(client, TestContext.Current.CancellationToken), TimeProvider.System);
    }
}
