using System.Globalization;
using System.IO.Compression;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Deciding;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Store;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Store;

/// <summary>The contract over the wire, and what only this store has: items, expiry, sizes.</summary>
public sealed class DynamoDbIncidentStoreTests(DynamoDb dynamo) : IncidentStoreContract
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);
    private static readonly DateTimeOffset ClosedAt = SampleIncident.Opening.AddMinutes(7);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected override async Task<IIncidentStore> CreateEmptyAsync() => (await CreateAsync()).Store;

    [Fact]
    public async Task Item_Unfinished_IsInTheIndexAndNeverExpires()
    {
        Setup setup = await CreateAsync();
        await setup.Store.TrySaveAsync(SampleIncident.Of(1), 0, SlotChange.None, Cancellation);

        Dictionary<string, AttributeValue> item = await setup.ItemAsync("instance#i-00000000000000001");

        Assert.Equal("1", item["unfinished"].S);
        Assert.Equal("2026-08-25T20:51:55.0000000Z", item["openedAt"].S);
        Assert.Equal("1", item["version"].N);
        Assert.Equal("Inspecting", item["phase"].S);
        Assert.DoesNotContain("expiresAt", item.Keys);
    }

    [Fact]
    public async Task Item_Finished_LeavesTheIndexAndExpiresAfterTheRetention()
    {
        Setup setup = await CreateAsync();
        await setup.Store.TrySaveAsync(SampleIncident.Of(1), 0, SlotChange.None, Cancellation);
        Incident resolved = SampleIncident.Of(1).In(IncidentPhase.Resolved, "recovered", at: ClosedAt) with { Version = 2 };
        await setup.Store.TrySaveAsync(resolved, 1, SlotChange.None, Cancellation);

        Dictionary<string, AttributeValue> item = await setup.ItemAsync("instance#i-00000000000000001");

        Assert.Equal((ClosedAt + Retention).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), item["expiresAt"].N);
        Assert.Equal("recovered", item["reasonCode"].S);
        Assert.DoesNotContain("unfinished", item.Keys);
    }

    [Fact]
    public async Task Item_Expired_StartsAgainAtVersionOne()
    {
        Setup setup = await CreateAsync();
        await setup.Store.TrySaveAsync(SampleIncident.Of(1), 0, SlotChange.None, Cancellation);
        await setup.Client.DeleteItemAsync(setup.Table, Setup.KeyOf("instance#i-00000000000000001"), Cancellation);

        Assert.Equal(SaveOutcome.VersionConflict, await setup.Store.TrySaveAsync(SampleIncident.Of(1) with { Version = 2 }, 1, SlotChange.None, Cancellation));
        Assert.Equal(SaveOutcome.Saved, await setup.Store.TrySaveAsync(SampleIncident.Of(1), 0, SlotChange.None, Cancellation));
    }

    [Fact]
    public async Task Slot_Holders_AreASetOfInstanceIds()
    {
        Setup setup = await CreateAsync();
        foreach (int number in new[] { 1, 2 })
        {
            await setup.Store.TrySaveAsync(SampleIncident.Of(number), 0, new() { Take = [new("fleet", 2)] }, Cancellation);
        }

        Assert.Equal(["i-00000000000000001", "i-00000000000000002"], (await setup.ItemAsync("slot#fleet"))["holders"].SS.Order());
    }

    [Fact]
    public async Task Save_OutputsOfTheGreatestLengthInAnyCharacters_FitOneItem()
    {
        Setup setup = await CreateAsync();
        Incident large = SampleIncident.Of(1).Seeing(Noise(24_000, seed: 1)).Having(told: Noise(24_000, seed: 3), after: Noise(24_000, seed: 2));

        // Each quotes its own look, cut at its bound; all that a look's text has does not fit into more quotations than these.
        large = large with
        {
            Seen = large.Seen! with { Diagnosis = Quoting(seed: 4) },
            Tried = large.Tried! with { After = large.Tried.After! with { Diagnosis = Quoting(seed: 5) } },
        };

        Assert.Equal(SaveOutcome.Saved, await setup.Store.TrySaveAsync(large, 0, SlotChange.None, Cancellation));
        Assert.Null(StructuralDifference.Find(large, await setup.Store.FindAsync(large.Instance, Cancellation)));
    }

    [Fact]
    public async Task Save_TooLargeForOneItem_SaysSoAndWritesNothing()
    {
        Setup setup = await CreateAsync();
        Incident large = SampleIncident.Of(1).Seeing(Noise(400_000, seed: 1));

        RemoteCallException thrown = await Assert.ThrowsAsync<RemoteCallException>(() => setup.Store.TrySaveAsync(large, 0, SlotChange.None, Cancellation));

        Assert.Equal(RemoteCallFailure.Invalid, thrown.Failure);
        Assert.Contains("too large to store", thrown.Message, StringComparison.Ordinal);
        Assert.Null(await setup.Store.FindAsync(large.Instance, Cancellation));
    }

    [Fact]
    public async Task Find_ItemNotOurs_SaysWhatIsWrong()
    {
        Setup setup = await CreateAsync();
        (AttributeValue? Value, string Complaint)[] cases =
        [
            (null, "no binary attribute 'incident'"),
            (new AttributeValue("{}"), "no binary attribute 'incident'"),
            (new AttributeValue { B = new MemoryStream([1, 2, 3]) }, "cannot be read"),
            (new AttributeValue { B = Gzip("{\"goal\":{\"is\":\"dreaming\"}}"u8) }, "$.goal"),
            (new AttributeValue { B = Gzip(new byte[9 * 1024 * 1024]) }, "unpacks to more than"),
        ];

        foreach ((AttributeValue? value, string complaint) in cases)
        {
            Dictionary<string, AttributeValue> item = Setup.KeyOf("instance#i-00000000000000001");
            if (value is not null)
            {
                item["incident"] = value;
            }

            await setup.Client.PutItemAsync(setup.Table, item, Cancellation);
            RemoteCallException thrown = await Assert.ThrowsAsync<RemoteCallException>(
                () => setup.Store.FindAsync(SampleIncident.InstanceOf(1), Cancellation));

            Assert.Equal(RemoteCallFailure.Invalid, thrown.Failure);
            Assert.Contains(complaint, thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Call_TableMissing_IsInvalidAndNamesTheTable()
    {
        IAmazonDynamoDB client = dynamo.Client();
        var store = new DynamoDbIncidentStore(client, "no-such-table", Retention, new FakeTimeProvider(ClosedAt), Guid.NewGuid);

        RemoteCallException[] thrown =
        [
            await Assert.ThrowsAsync<RemoteCallException>(() => store.FindAsync(SampleIncident.InstanceOf(1), Cancellation)),
            await Assert.ThrowsAsync<RemoteCallException>(() => store.TrySaveAsync(SampleIncident.Of(1), 0, SlotChange.None, Cancellation)),
            await Assert.ThrowsAsync<RemoteCallException>(() => store.ListUnfinishedAsync(1, Cancellation)),
        ];

        Assert.All(thrown, exception => Assert.Equal(RemoteCallFailure.Invalid, exception.Failure));
        Assert.All(thrown, exception => Assert.Contains("'no-such-table'", exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Construction_RetentionShorterThanTheRemediationLimit_Throws()
    {
        using IAmazonDynamoDB client = TestClient.Create(new Uri("http://127.0.0.1:1"));

        Assert.Throws<ArgumentOutOfRangeException>(
            () => new DynamoDbIncidentStore(client, "table", TimeSpan.FromHours(24), new FakeTimeProvider(ClosedAt), Guid.NewGuid));
    }

    [Fact]
    public void Construction_TableWithoutAName_Throws()
    {
        using IAmazonDynamoDB client = TestClient.Create(new Uri("http://127.0.0.1:1"));

        Assert.Throws<ArgumentException>(() => new DynamoDbIncidentStore(client, "", Retention, new FakeTimeProvider(ClosedAt), Guid.NewGuid));
    }

    private async Task<Setup> CreateAsync()
    {
        IAmazonDynamoDB client = dynamo.Client();
        string table = await dynamo.CreateTableAsync(client, Cancellation);
        var clock = new FakeTimeProvider(ClosedAt.AddHours(1));
        return new Setup(new DynamoDbIncidentStore(client, table, Retention, clock, Guid.NewGuid), client, table, clock.GetUtcNow());
    }

    // Every character of the basic plane with the same chance: the least that a compressor can do anything about.
    private static DiagnosisResult Quoting(int seed)
    {
        DiagnosisResult diagnosis = SampleIncident.LookOf(Recording.Load("removed-prefork-orphan").ToString()).Diagnosis!;
        IEnumerable<Statement> quotes = Enumerable.Range(0, 2 * DiagnosisResult.MaxRestsOn).Select(number => Statement.Quoted(Noise(24_000, seed + (100 * number))));
        return (diagnosis with { Findings = [.. Enumerable.Range(0, 5).Select(number => diagnosis.Findings[0] with { RestsOn = [.. quotes] })] }).Bounded();
    }

    private static string Noise(int length, int seed)
    {
        var random = new Random(seed);
        return string.Create(length, random, static (span, random) =>
        {
            foreach (ref char c in span)
            {
                c = (char)random.Next(0xD800);
            }
        });
    }

    private static MemoryStream Gzip(ReadOnlySpan<byte> content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        packed.Position = 0;
        return packed;
    }

    private sealed record Setup(DynamoDbIncidentStore Store, IAmazonDynamoDB Client, string Table, DateTimeOffset Now)
    {
        public static Dictionary<string, AttributeValue> KeyOf(string key) => new() { ["pk"] = new(key) };

        public async Task<Dictionary<string, AttributeValue>> ItemAsync(string key) =>
            (await Client.GetItemAsync(Table, KeyOf(key), true, Cancellation)).Item;
    }
}
