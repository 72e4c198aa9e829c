using Microsoft.Extensions.Time.Testing;
using MutexResponder.Lambda.Store;
using MutexResponder.Messages;
using MutexResponder.Ports;
using MutexResponder.Tests.Store;

namespace MutexResponder.Tests.Messages;

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
    public async Task Close_GivesTheNumberToOne_AndOnlyOfAStorm()
    {
        ICountMessages counts = await CreateEmptyAsync();
        foreach (int _ in Enumerable.Range(0, 7))
        {
            await counts.CountAsync("20261125T2215Z", 1, Cancellation);
        }

        Assert.Equal(0, await counts.CloseAsync("20261125T2210Z", 5, Cancellation));
        int[] given = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => counts.CloseAsync("20261125T2215Z", 5, Cancellation)));
        Assert.Equal([0, 0, 0, 7], given.Order());
    }

    [Fact]
    public async Task Close_OfFew_IsNothing()
    {
        ICountMessages counts = await CreateEmptyAsync();
        await counts.CountAsync("20261125T2215Z", 1, Cancellation);

        Assert.Equal(0, await counts.CloseAsync("20261125T2215Z", 1, Cancellation));
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
