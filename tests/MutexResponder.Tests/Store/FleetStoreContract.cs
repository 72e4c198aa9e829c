using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Store;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Store;

/// <summary>What every <see cref="IFleetStore"/> keeps. One subclass a store; each test gets an empty one.</summary>
public abstract class FleetStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Entries a page of each store under test.</summary>
    protected const int PageSize = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Task<IFleetStore> CreateEmptyAsync();

    [Fact]
    public async Task Save_New_IsFoundWithEveryField()
    {
        IFleetStore store = await CreateEmptyAsync();
        FleetEntry full = Entry(1) with
        {
            StaleBecause = "command-undelivered",
            IsPreventionDue = true,
            AskedBy = new Asker("aiko", IsProven: true),
            Outlook = new Outlook.AtRisk([new Risk(RiskKind.AcceptMutexRemovable, [Statement.Quoted("RemoveIPC=yes"), Statement.Quoted("日本語 \"'{}")])]),
            LookedAt = Now,
            CommandId = "c-1",
            FailureCount = 2,
        };

        Assert.True(await store.TrySaveAsync(full, Cancellation));
        FleetEntry? found = await store.FindAsync(full.Instance, Cancellation);

        Assert.Equal(FleetJson.Write(full), FleetJson.Write(found!));
        Assert.Null(await store.FindAsync(SampleIncident.InstanceOf(2), Cancellation));
    }

    [Fact]
    public async Task Save_VersionThatIsNotTheNext_WritesNothing()
    {
        IFleetStore store = await CreateEmptyAsync();
        await store.TrySaveAsync(Entry(1), Cancellation);

        Assert.False(await store.TrySaveAsync(Entry(1) with { CommandId = "second first" }, Cancellation));
        Assert.False(await store.TrySaveAsync(Entry(1) with { Version = 3 }, Cancellation));
        Assert.False(await store.TrySaveAsync(Entry(2) with { Version = 2 }, Cancellation));
        Assert.True(await store.TrySaveAsync(Entry(1) with { Version = 2, FailureCount = 1 }, Cancellation));

        Assert.Equal((2, 1), ((await store.FindAsync(SampleIncident.InstanceOf(1), Cancellation))!.Version, (await store.FindAsync(SampleIncident.InstanceOf(1), Cancellation))!.FailureCount));
    }

    [Fact]
    public async Task Known_AreThoseThatWereSaved()
    {
        IFleetStore store = await CreateEmptyAsync();
        await store.TrySaveAsync(Entry(1), Cancellation);
        await store.TrySaveAsync(Entry(3), Cancellation);

        IReadOnlySet<InstanceId> known = await store.KnownAsync([.. Enumerable.Range(1, IFleetStore.MaxKnown).Select(SampleIncident.InstanceOf)], Cancellation);

        Assert.Equal([SampleIncident.InstanceOf(1), SampleIncident.InstanceOf(3)], known.OrderBy(instance => instance.Value));
    }

    [Fact]
    public async Task Remove_ForgetsIt_UnlessItWasChanged()
    {
        IFleetStore store = await CreateEmptyAsync();
        await store.TrySaveAsync(Entry(1), Cancellation);
        await store.TrySaveAsync(Entry(1) with { Version = 2 }, Cancellation);

        await store.RemoveAsync(Entry(1), Cancellation);
        Assert.NotNull(await store.FindAsync(SampleIncident.InstanceOf(1), Cancellation));

        await store.RemoveAsync(Entry(1) with { Version = 2 }, Cancellation);
        Assert.Null(await store.FindAsync(SampleIncident.InstanceOf(1), Cancellation));
        Assert.Empty(await store.ListDueAsync(Now, 10, Cancellation));
        Assert.True(await store.TrySaveAsync(Entry(1), Cancellation));
    }

    [Fact]
    public async Task Due_FromItsInstantOn_TheLongestFirst_AndNoMoreThanAsked()
    {
        IFleetStore store = await CreateEmptyAsync();
        for (int number = 1; number <= 5; number++)
        {
            await store.TrySaveAsync(Entry(number) with { DueAt = number == 5 ? Now.AddTicks(1) : Now.AddMinutes(1 - number) }, Cancellation);
        }

        Assert.Equal([4, 3, 2], (await store.ListDueAsync(Now, 3, Cancellation)).Select(NumberOf));
        Assert.Equal([4, 3, 2, 1], (await store.ListDueAsync(Now, 10, Cancellation)).Select(NumberOf));
    }

    [Fact]
    public async Task List_InPages_HasEveryEntryOnce()
    {
        const int Count = (2 * PageSize) + 1;
        IFleetStore store = await CreateEmptyAsync();
        for (int number = 1; number <= Count; number++)
        {
            await store.TrySaveAsync(Entry(number) with { DueAt = Now.AddSeconds(number % 7) }, Cancellation);
        }

        List<FleetEntry> all = [];
        int pages = 0;
        string? after = null;
        do
        {
            (IReadOnlyList<FleetEntry> page, after) = await store.ListAsync(after, Cancellation);
            all.AddRange(page);
            pages++;
        }
        while (after is not null && pages < 10);

        Assert.Equal(3, pages);
        Assert.Equal(Count, all.Count);
        Assert.Equal(Count, all.DistinctBy(entry => entry.Instance).Count());
    }

    [Fact]
    public async Task Walk_IsSavedInTurn()
    {
        IFleetStore store = await CreateEmptyAsync();
        Assert.Equal(FleetWalk.Never, await store.FindWalkAsync(Cancellation));
        FleetWalk first = new(1, Now, "mark") { HumanRecordId = "oi-1", Shown = "2", Waiting = [SampleIncident.InstanceOf(1)], Begun = [new BegunPrevention(SampleIncident.InstanceOf(2), Now)] };

        Assert.True(await store.TrySaveWalkAsync(first, Cancellation));
        Assert.False(await store.TrySaveWalkAsync(first with { Token = "other" }, Cancellation));

        Assert.Equal(FleetJson.Write(first), FleetJson.Write(await store.FindWalkAsync(Cancellation)));
    }

    private static FleetEntry Entry(int number) => new() { Instance = SampleIncident.InstanceOf(number), Version = 1, DueAt = Now };

    private static int NumberOf(FleetEntry entry) => int.Parse(entry.Instance.Value[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

public sealed class InMemoryFleetStoreTests : FleetStoreContract
{
    protected override Task<IFleetStore> CreateEmptyAsync() => Task.FromResult<IFleetStore>(new InMemoryFleetStore { PageSize = PageSize });
}

public sealed class DynamoDbFleetStoreTests(DynamoDb dynamo) : FleetStoreContract
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override async Task<IFleetStore> CreateEmptyAsync() => (await NewAsync(PageSize)).Store;

    /// <summary>Written by another version, or by hand: they stand first in the order of what is due, and must not stay there.</summary>
    [Fact]
    public async Task UnreadableRows_AreGivenToBeLookedAtAnew_AndTheirLookWritesThem()
    {
        var log = new KeptLog<DynamoDbFleetStore>();
        (IFleetStore store, IAmazonDynamoDB client, string table) = await NewAsync(log: log);
        for (int number = 1; number <= FleetSweep.MaxLooks; number++)
        {
            await PutAsync(client, table, IncidentTable.KeyOfFleet(SampleIncident.InstanceOf(number)), "7", "{\"outlook\":{\"is\":\"of-tomorrow\"}}", s_now.AddHours(-2));
        }

        await store.TrySaveAsync(new FleetEntry { Instance = SampleIncident.InstanceOf(99), Version = 1, DueAt = s_now.AddHours(-1) }, Token);

        IReadOnlyList<FleetEntry> due = await store.ListDueAsync(s_now, FleetSweep.MaxLooks, Token);
        Assert.Equal(FleetSweep.MaxLooks, due.Count);
        foreach (FleetEntry entry in due)
        {
            Assert.Equal((7, null, s_now.AddHours(-2)), (entry.Version, entry.Outlook, entry.DueAt));
            Assert.Contains(log.Lines, line => line.EndsWith(IncidentTable.KeyOfFleet(entry.Instance), StringComparison.Ordinal));
            Assert.True(await store.TrySaveAsync(FleetSchedule.Asked(entry, "c-1", null, s_now), Token));
        }

        Assert.Equal(SampleIncident.InstanceOf(99), Assert.Single(await store.ListDueAsync(s_now, FleetSweep.MaxLooks, Token)).Instance);
        Assert.Equal(FleetSweep.MaxLooks + 1, (await store.ListAsync(null, Token)).Entries.Count);
    }

    /// <summary>No save could follow its look: it was looked at each minute.</summary>
    [Theory]
    [InlineData("1.5")]
    [InlineData(null)]
    public async Task RowOfAVersionThatCannotBeRead_IsForgotten_AndCanBeFoundAnew(string? version)
    {
        (IFleetStore store, IAmazonDynamoDB client, string table) = await NewAsync();
        InstanceId instance = SampleIncident.InstanceOf(1);
        await PutAsync(client, table, IncidentTable.KeyOfFleet(instance), version, "{}", s_now.AddHours(-2));
        await store.TrySaveAsync(new FleetEntry { Instance = SampleIncident.InstanceOf(99), Version = 1, DueAt = s_now.AddHours(-1) }, Token);

        Assert.Equal(SampleIncident.InstanceOf(99), Assert.Single(await store.ListDueAsync(s_now, FleetSweep.MaxLooks, Token)).Instance);

        Assert.Empty(await store.KnownAsync([instance], Token));
        Assert.True(await store.TrySaveAsync(FleetSchedule.Found(instance, s_now), Token));
    }

    [Fact]
    public async Task RowsOfNoInstance_AreGoneOnPast()
    {
        (IFleetStore store, IAmazonDynamoDB client, string table) = await NewAsync();
        for (int number = 1; number <= 2 * FleetSweep.MaxLooks; number++)
        {
            await PutAsync(client, table, $"fleet#stranger-{number}", "1", "{}", s_now.AddHours(-2));
        }

        await store.TrySaveAsync(new FleetEntry { Instance = SampleIncident.InstanceOf(99), Version = 1, DueAt = s_now.AddHours(-1) }, Token);

        Assert.Equal(SampleIncident.InstanceOf(99), Assert.Single(await store.ListDueAsync(s_now, FleetSweep.MaxLooks, Token)).Instance);
    }

    [Fact]
    public async Task PagesOfNoInstanceWithoutEnd_StopsAtABound()
    {
        using var handler = new ScriptedHandler((number, _) => Task.FromResult(
            number <= 2 * DynamoDbFleetStore.MaxDuePages ? ScriptedHandler.Page(number, "fleet#stranger") : ScriptedHandler.Success()));

        Assert.Empty(await Scripted(handler).ListDueAsync(s_now, FleetSweep.MaxLooks, Token));
        Assert.Equal(DynamoDbFleetStore.MaxDuePages, handler.Requests.Count);
    }

    [Fact]
    public async Task Due_WhatCanBeRead_IsOneCall()
    {
        using var handler = new ScriptedHandler((_, send) => send());
        (IFleetStore store, _, _) = await NewAsync(handler: handler);
        await store.TrySaveAsync(new FleetEntry { Instance = SampleIncident.InstanceOf(1), Version = 1, DueAt = s_now }, Token);
        await store.TrySaveAsync(new FleetEntry { Instance = SampleIncident.InstanceOf(2), Version = 1, DueAt = s_now }, Token);
        int before = handler.Requests.Count;

        Assert.Equal(2, (await store.ListDueAsync(s_now, FleetSweep.MaxLooks, Token)).Count);
        Assert.Equal(before + 1, handler.Requests.Count);
    }

    /// <summary>A search that took them for new would begin their entries anew.</summary>
    [Theory]
    [InlineData(new[] { 1, 2 }, """ "Responses": { "incidents": [{ "pk": { "S": "fleet#i-00000000000000001" } }] }, """)]
    [InlineData(new[] { 2 }, "")]
    public async Task Known_WhatDynamoDbDidNotRead_IsTakenForKnown(int[] expected, string responses)
    {
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Success(
            $$"""{ {{responses}} "UnprocessedKeys": { "incidents": { "Keys": [{ "pk": { "S": "fleet#i-00000000000000002" } }] } } }""")));

        IReadOnlySet<InstanceId> known = await Scripted(handler).KnownAsync([.. Enumerable.Range(1, 3).Select(SampleIncident.InstanceOf)], Token);

        Assert.Equal(expected.Select(SampleIncident.InstanceOf), known.OrderBy(instance => instance.Value));
    }

    [Fact]
    public async Task BoundsThatDynamoDbDoesNotHave_AreRefusedBeforeTheCall()
    {
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Success()));
        DynamoDbFleetStore store = Scripted(handler);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.KnownAsync([.. Enumerable.Range(0, IFleetStore.MaxKnown + 1).Select(SampleIncident.InstanceOf)], Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ListDueAsync(s_now, 0, Token));
        Assert.Empty(handler.Requests);
    }

    [Fact]
    public async Task UnreadableWalk_BeginsAnew_AndCanBeSaved()
    {
        (IFleetStore store, IAmazonDynamoDB client, string table) = await NewAsync();
        await PutAsync(client, table, IncidentTable.WalkKey, "41", "[]", s_now);

        FleetWalk walk = await store.FindWalkAsync(Token);

        Assert.Equal((41, null), (walk.Version, walk.Token));
        Assert.True(await store.TrySaveWalkAsync(walk with { Version = 42 }, Token));
    }

    private static Task<PutItemResponse> PutAsync(IAmazonDynamoDB client, string table, string key, string? version, string entry, DateTimeOffset dueAt) => client.PutItemAsync(
        new PutItemRequest
        {
            TableName = table,
            Item = new()
            {
                [IncidentTable.KeyAttribute] = new(key),
                [version is null ? "unversioned" : IncidentTable.VersionAttribute] = new() { N = version ?? "0" },
                [IncidentTable.EntryAttribute] = new(entry),
                [IncidentTable.UnfinishedAttribute] = new(IncidentTable.FleetValue),
                [IncidentTable.OpenedAtAttribute] = new(dueAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)),
            },
        },
        Token);

    private async Task<(IFleetStore Store, IAmazonDynamoDB Client, string Table)> NewAsync(
        int pageSize = 1000, DelegatingHandler? handler = null, ILogger<DynamoDbFleetStore>? log = null)
    {
        IAmazonDynamoDB client = dynamo.Client(handler);
        string table = await dynamo.CreateTableAsync(client, Token);
        return (new DynamoDbFleetStore(client, table, log ?? NullLogger<DynamoDbFleetStore>.Instance) { PageSize = pageSize }, client, table);
    }

    private static DynamoDbFleetStore Scripted(ScriptedHandler handler) =>
        new(TestClient.Create(new Uri("http://127.0.0.1:1"), handler), "incidents", NullLogger<DynamoDbFleetStore>.Instance);
}
