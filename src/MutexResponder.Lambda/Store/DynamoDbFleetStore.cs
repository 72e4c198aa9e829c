using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Logging;
using MutexResponder.Fleet;

namespace MutexResponder.Lambda.Store;

/// <summary>
/// The fleet in the incidents' table (<see cref="IncidentTable"/>): an item an instance, and one for the search. The index that holds what is unfinished
/// holds the fleet as a partition of its own, in the order in which its instances are due, with the whole entry: a page of it is one call.
/// </summary>
/// <remarks>A lost reply of a save looks like a lost race, and that costs a look at most: nothing here takes a slot or sends a change.</remarks>
public sealed partial class DynamoDbFleetStore(IAmazonDynamoDB client, string tableName, ILogger<DynamoDbFleetStore> log) : IFleetStore
{
    /// <summary>Pages of what is due that one call reads: only rows that name no instance lead past the first.</summary>
    public const int MaxDuePages = 5;

    private static readonly Dictionary<string, string> VersionName = new() { ["#version"] = IncidentTable.VersionAttribute };

    /// <summary>Entries asked for in a page of <see cref="ListAsync"/>: DynamoDB ends one at 1 MB, and an entry has some 500 bytes.</summary>
    public int PageSize { get; init; } = 1000;

    public async Task<FleetEntry?> FindAsync(InstanceId instance, CancellationToken cancellationToken) =>
        FleetJson.ReadEntry(TextOf(await FindItemAsync(IncidentTable.KeyOfFleet(instance), cancellationToken)));

    public async Task<IReadOnlySet<InstanceId>> KnownAsync(IReadOnlyCollection<InstanceId> instances, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instances);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(instances.Count, IFleetStore.MaxKnown);
        var request = new BatchGetItemRequest
        {
            RequestItems = new()
            {
                [tableName] = new()
                {
                    Keys = [.. instances.Distinct().Select(instance => IncidentTable.Key(IncidentTable.KeyOfFleet(instance)))],
                    ProjectionExpression = "#key",
                    ExpressionAttributeNames = new() { ["#key"] = IncidentTable.KeyAttribute },
                },
            },
        };
        BatchGetItemResponse response = await DynamoDbFailures.CallAsync("BatchGetItem", tableName, () => client.BatchGetItemAsync(request, cancellationToken), cancellationToken);

        // What was not read now is taken for known: the next search asks again.
        IEnumerable<Dictionary<string, AttributeValue>> found =
            (response.Responses?.GetValueOrDefault(tableName) ?? []).Concat(response.UnprocessedKeys?.GetValueOrDefault(tableName)?.Keys ?? []);
        HashSet<string> keys = [.. found.Select(item => item[IncidentTable.KeyAttribute].S)];
        return instances.Where(instance => keys.Contains(IncidentTable.KeyOfFleet(instance))).ToHashSet();
    }

    public Task<bool> TrySaveAsync(FleetEntry next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        return TryPutAsync(
            new()
            {
                [IncidentTable.KeyAttribute] = new(IncidentTable.KeyOfFleet(next.Instance)),
                [IncidentTable.VersionAttribute] = IncidentTable.Number(next.Version),
                [IncidentTable.EntryAttribute] = new(FleetJson.Write(next)),
                [IncidentTable.UnfinishedAttribute] = new(IncidentTable.FleetValue),
                [IncidentTable.OpenedAtAttribute] = new(IncidentItem.SortableTime(next.DueAt)),
            },
            next.Version,
            cancellationToken);
    }

    public async Task RemoveAsync(FleetEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var request = new DeleteItemRequest
        {
            TableName = tableName,
            Key = IncidentTable.Key(IncidentTable.KeyOfFleet(entry.Instance)),
        };
        if (entry.Version > 0)
        {
            request.ConditionExpression = "#version = :expected";
            request.ExpressionAttributeNames = VersionName;
            request.ExpressionAttributeValues = new() { [":expected"] = IncidentTable.Number(entry.Version) };
        }

        try
        {
            await DynamoDbFailures.CallAsync("DeleteItem", tableName, () => client.DeleteItemAsync(request, cancellationToken), cancellationToken);
        }
        catch (ConditionalCheckFailedException)
        {
            // Somebody has looked at it meanwhile.
        }
    }

    public async Task<IReadOnlyList<FleetEntry>> ListDueAsync(DateTimeOffset now, int maxCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        List<FleetEntry> due = [];
        Dictionary<string, AttributeValue>? resumeAt = null;
        for (int pages = 0; pages < MaxDuePages && due.Count < maxCount && (pages == 0 || resumeAt is not null); pages++)
        {
            (IEnumerable<FleetEntry> page, resumeAt) = await ReadPageAsync(maxCount - due.Count, resumeAt, cancellationToken);
            foreach (FleetEntry entry in page)
            {
                if (entry.DueAt > now)
                {
                    return due;
                }

                FleetEntry stored = entry.Version > 0 ? entry : entry with { Version = VersionOf(await FindItemAsync(IncidentTable.KeyOfFleet(entry.Instance), cancellationToken)) };
                if (stored.Version > 0)
                {
                    due.Add(stored);
                }
                else
                {
                    // No save could follow its look, and it would be looked at each minute for good. The next search finds its instance anew.
                    await RemoveAsync(stored, cancellationToken);
                }
            }
        }

        return due;
    }

    public async Task<(IReadOnlyList<FleetEntry> Entries, string? Next)> ListAsync(string? after, CancellationToken cancellationToken)
    {
        Dictionary<string, AttributeValue>? start = after?.Split('\n') is [var key, var dueAt]
            ? new()
            {
                [IncidentTable.KeyAttribute] = new(key),
                [IncidentTable.UnfinishedAttribute] = new(IncidentTable.FleetValue),
                [IncidentTable.OpenedAtAttribute] = new(dueAt),
            }
            : null;
        (IEnumerable<FleetEntry> page, Dictionary<string, AttributeValue>? next) = await ReadPageAsync(PageSize, start, cancellationToken);
        return ([.. page], next is { } last ? $"{last[IncidentTable.KeyAttribute].S}\n{last[IncidentTable.OpenedAtAttribute].S}" : null);
    }

    public async Task<FleetWalk> FindWalkAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, AttributeValue>? item = await FindItemAsync(IncidentTable.WalkKey, cancellationToken);
        return FleetJson.ReadWalk(TextOf(item)) ?? FleetWalk.Never with { Version = VersionOf(item) };
    }

    public Task<bool> TrySaveWalkAsync(FleetWalk next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        return TryPutAsync(
            new()
            {
                [IncidentTable.KeyAttribute] = new(IncidentTable.WalkKey),
                [IncidentTable.VersionAttribute] = IncidentTable.Number(next.Version),
                [IncidentTable.EntryAttribute] = new(FleetJson.Write(next)),
            },
            next.Version,
            cancellationToken);
    }

    /// <summary>Protects from rows that stand before all the others for good: the instance is in the key, and a look writes the rest anew.</summary>
    private FleetEntry? EntryOf(Dictionary<string, AttributeValue> row)
    {
        if (FleetJson.ReadEntry(TextOf(row)) is { } entry)
        {
            return entry;
        }

        string? key = row.GetValueOrDefault(IncidentTable.KeyAttribute)?.S;
        NotRead(key);
        return IncidentTable.TryReadFleetKey(key, out InstanceId instance)
            ? new FleetEntry { Instance = instance, Version = 0, DueAt = IncidentItem.ReadTime(row, IncidentTable.OpenedAtAttribute) ?? DateTimeOffset.MinValue }
            : null;
    }

    /// <returns>0 where there is none.</returns>
    private static long VersionOf(Dictionary<string, AttributeValue>? item) =>
        long.TryParse(item?.GetValueOrDefault(IncidentTable.VersionAttribute)?.N, CultureInfo.InvariantCulture, out long version) ? version : 0;

    private async Task<(IEnumerable<FleetEntry> Entries, Dictionary<string, AttributeValue>? Next)> ReadPageAsync(int maxCount, Dictionary<string, AttributeValue>? start, CancellationToken cancellationToken)
    {
        (IReadOnlyList<Dictionary<string, AttributeValue>> rows, Dictionary<string, AttributeValue>? next) = await new IndexReader(client, tableName)
            .ReadPageAsync(IncidentTable.UnfinishedIndex, IncidentTable.UnfinishedAttribute, IncidentTable.FleetValue, isForward: true, maxCount, start, cancellationToken);
        return (rows.Select(EntryOf).OfType<FleetEntry>(), next);
    }

    private static string? TextOf(Dictionary<string, AttributeValue>? item) => item?.GetValueOrDefault(IncidentTable.EntryAttribute)?.S;

    private async Task<Dictionary<string, AttributeValue>?> FindItemAsync(string key, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest { TableName = tableName, Key = IncidentTable.Key(key), ConsistentRead = true };
        GetItemResponse response = await DynamoDbFailures.CallAsync("GetItem", tableName, () => client.GetItemAsync(request, cancellationToken), cancellationToken);
        return response.Item;
    }

    private async Task<bool> TryPutAsync(Dictionary<string, AttributeValue> item, long version, CancellationToken cancellationToken)
    {
        var request = new PutItemRequest { TableName = tableName, Item = item };
        if (version == 1)
        {
            request.ConditionExpression = "attribute_not_exists(#key)";
            request.ExpressionAttributeNames = new() { ["#key"] = IncidentTable.KeyAttribute };
        }
        else
        {
            request.ConditionExpression = "#version = :expected";
            request.ExpressionAttributeNames = VersionName;
            request.ExpressionAttributeValues = new() { [":expected"] = IncidentTable.Number(version - 1) };
        }

        try
        {
            await DynamoDbFailures.CallAsync("PutItem", tableName, () => client.PutItemAsync(request, cancellationToken), cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "An entry of the fleet cannot be read, and is taken for one just found: {Key}")]
    private partial void NotRead(string? key);
}
