using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Store;

/// <summary>
/// Incidents and slots in one DynamoDB table; keys, index and permissions are stated at <see cref="IncidentTable"/>.
/// A save with slots is one TransactWriteItems, a save without is one conditional PutItem at half the price.
/// </summary>
/// <remarks>
/// <para>
/// A lost reply. The SDK repeats a call whose answer did not arrive, and the first one may have been written; the second then
/// meets its own version. So each save has an id of its own. It goes into the item, where a failed condition shows it again
/// (ReturnValuesOnConditionCheckFailure), and it is the transaction's ClientRequestToken, which DynamoDB remembers for 10 minutes.
/// The id is deliberately not made from the content: two functions that decide the same thing at the same moment would then
/// both be told Saved, and both would send the command.
/// </para>
/// <para>
/// <see cref="ListUnfinishedAsync"/> reads a global index, which follows the table with a short delay; the next tick sees what this one missed.
/// </para>
/// </remarks>
public sealed class DynamoDbIncidentStore : IIncidentStore
{
    /// <summary>Finished records carry the count of remediations of the last 24 hours; forgetting them sooner would lift that limit.</summary>
    public static readonly TimeSpan MinRetention = TimeSpan.FromDays(2);

    /// <summary>Tries of one save that collide with other writes: a fleet that fails at once meets at the slot items.</summary>
    public const int MaxSaveAttempts = 4;

    private const int FirstPauseMilliseconds = 50;

    private readonly IAmazonDynamoDB _client;
    private readonly string _tableName;
    private readonly TimeSpan _retention;
    private readonly TimeProvider _clock;
    private readonly Func<Guid> _newWriteId;

    /// <param name="client">The SDK's client, with its own bounded retries and time-out.</param>
    /// <param name="tableName">The table.</param>
    /// <param name="retention">How long a finished record is kept; at least <see cref="MinRetention"/>.</param>
    /// <param name="clock">Times the short pauses between tries.</param>
    /// <param name="newWriteId">A new random id at each call; two equal ones would take each other's writes for their own.</param>
    public DynamoDbIncidentStore(IAmazonDynamoDB client, string tableName, TimeSpan retention, TimeProvider clock, Func<Guid> newWriteId)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        ArgumentOutOfRangeException.ThrowIfLessThan(retention, MinRetention);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(newWriteId);
        _client = client;
        _tableName = tableName;
        _retention = retention;
        _clock = clock;
        _newWriteId = newWriteId;
    }

    public async Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest
        {
            TableName = _tableName,
            Key = IncidentTable.Key(IncidentTable.KeyOf(instance)),
            ConsistentRead = true,
        };
        GetItemResponse response = await DynamoDbFailures.CallAsync("GetItem", _tableName, () => _client.GetItemAsync(request, cancellationToken), cancellationToken);
        return response.Item is { Count: > 0 } item ? IncidentItem.Read(instance, item) : null;
    }

    public async Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken)
    {
        SaveArguments.Check(first, 0, SlotChange.None);
        string writeId = _newWriteId().ToString("N");
        try
        {
            await PutAsync(PutOf(first, 0, writeId), cancellationToken);
            return null;
        }
        catch (ConditionalCheckFailedException failed) when (OutcomeOfStale(failed.Item, writeId) == SaveOutcome.Saved)
        {
            return null;
        }
        catch (ConditionalCheckFailedException failed) when (failed.Item is { Count: > 0 } stored)
        {
            return IncidentItem.Read(first.Instance, stored);
        }
        catch (Exception there) when (there is ConditionalCheckFailedException || IsCollision(there))
        {
            // Somebody is writing it just now, or the answer came without it.
            return await FindAsync(first.Instance, cancellationToken)
                ?? throw new RemoteCallException(RemoteCallFailure.Unavailable, $"DynamoDB PutItem on table '{_tableName}' met a record of {first.Instance} that was gone a moment later.");
        }
        catch (Exception exception) when (DynamoDbFailures.IsRemote(exception, cancellationToken))
        {
            throw DynamoDbFailures.Translate("PutItem", _tableName, exception);
        }
    }

    public async Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken)
    {
        SaveArguments.Check(next, expectedVersion, slots);
        Guid saveId = _newWriteId();
        string writeId = saveId.ToString("N");
        Put put = PutOf(next, expectedVersion, writeId);
        bool plain = slots.Take.IsEmpty && slots.Vacant.IsEmpty && slots.Release.IsEmpty && slots.Replaced is null;

        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Task write = plain
                    ? PutAsync(put, cancellationToken)
                    : TransactAsync(put, slots, next.Instance, $"{writeId}-{attempt}", cancellationToken);
                await write;
                return SaveOutcome.Saved;
            }
            catch (ConditionalCheckFailedException failed)
            {
                return OutcomeOfStale(failed.Item, writeId);
            }
            catch (TransactionCanceledException cancelled) when (OutcomeOf(cancelled, slots, writeId) is { } outcome)
            {
                return outcome;
            }
            catch (Exception passing) when (attempt < MaxSaveAttempts && IsCollision(passing))
            {
                await PauseAsync(attempt, saveId, cancellationToken);
            }
            catch (Exception exception) when (DynamoDbFailures.IsRemote(exception, cancellationToken))
            {
                throw DynamoDbFailures.Translate(plain ? "PutItem" : "TransactWriteItems", _tableName, exception);
            }
        }
    }

    public async Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) =>
        [
            .. (await new IndexReader(_client, _tableName).ReadAsync(
                IncidentTable.UnfinishedIndex, IncidentTable.UnfinishedAttribute, IncidentTable.UnfinishedValue, isForward: true, maxCount, cancellationToken))
                .Select(IncidentItem.ReadListed).OfType<UnfinishedIncident>(),
        ];

    public async Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listed);
        var request = new UpdateItemRequest
        {
            TableName = _tableName,
            Key = IncidentTable.Key(IncidentTable.KeyOf(listed.Instance)),
            UpdateExpression = "SET #lookAt = :next",
            ConditionExpression = "#lookAt = :listed",
            ExpressionAttributeNames = new() { ["#lookAt"] = IncidentTable.LookAtAttribute },
            ExpressionAttributeValues = new()
            {
                [":next"] = new(IncidentItem.SortableTime(lookAt)),
                [":listed"] = new(IncidentItem.SortableTime(listed.LookAt)),
            },
        };
        try
        {
            await _client.UpdateItemAsync(request, cancellationToken);
        }
        catch (Exception moved) when (moved is ConditionalCheckFailedException || IsCollision(moved))
        {
            // Its record is being written, or was: that says when to look.
        }
        catch (Exception exception) when (DynamoDbFailures.IsRemote(exception, cancellationToken))
        {
            throw DynamoDbFailures.Translate("UpdateItem", _tableName, exception);
        }
    }

    private Put PutOf(Incident next, long expectedVersion, string writeId)
    {
        var put = new Put
        {
            TableName = _tableName,
            Item = IncidentItem.Write(next, writeId, _retention),
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        if (expectedVersion == 0)
        {
            put.ConditionExpression = "attribute_not_exists(#key)";
            put.ExpressionAttributeNames = new() { ["#key"] = IncidentTable.KeyAttribute };
        }
        else
        {
            put.ConditionExpression = "#version = :expected";
            put.ExpressionAttributeNames = new() { ["#version"] = IncidentTable.VersionAttribute };
            put.ExpressionAttributeValues = new() { [":expected"] = IncidentTable.Number(expectedVersion) };
        }

        return put;
    }

    private Task<PutItemResponse> PutAsync(Put put, CancellationToken cancellationToken) => _client.PutItemAsync(
        new PutItemRequest
        {
            TableName = put.TableName,
            Item = put.Item,
            ConditionExpression = put.ConditionExpression,
            ExpressionAttributeNames = put.ExpressionAttributeNames,
            ExpressionAttributeValues = put.ExpressionAttributeValues,
            ReturnValuesOnConditionCheckFailure = put.ReturnValuesOnConditionCheckFailure,
        },
        cancellationToken);

    // A try that was cancelled wrote nothing, so the next one is a new transaction and has a token of its own.
    private Task<TransactWriteItemsResponse> TransactAsync(
        Put put, SlotChange slots, InstanceId instance, string token, CancellationToken cancellationToken) => _client.TransactWriteItemsAsync(
        new TransactWriteItemsRequest
        {
            ClientRequestToken = token,
            // The order is read back from the cancellation reasons: the incident, then the slots asked for, then all else.
            TransactItems =
            [
                new() { Put = put },
                .. slots.Take.Select(request => new TransactWriteItem { Update = TakeOf(request, instance) }),
                .. slots.Vacant.Select(name => new TransactWriteItem { ConditionCheck = VacancyOf(name) }),
                .. slots.Release.Select(name => new TransactWriteItem { Update = ReleaseOf(name, instance) }),
                .. slots.Replaced is { } ended ? [new TransactWriteItem { Put = EndedOf(ended, token) }] : Array.Empty<TransactWriteItem>(),
            ],
        },
        cancellationToken);

    private Put EndedOf(Incident ended, string writeId) =>
        new() { TableName = _tableName, Item = IncidentItem.WriteEnded(ended, writeId, _retention) };

    private Update TakeOf(SlotRequest request, InstanceId instance)
    {
        var update = new Update
        {
            TableName = _tableName,
            Key = IncidentTable.Key(IncidentTable.KeyOfSlot(request.Name)),
            UpdateExpression = "ADD #holders :self",
            ConditionExpression = "contains(#holders, :id)",
            ExpressionAttributeNames = new() { ["#holders"] = IncidentTable.HoldersAttribute },
            ExpressionAttributeValues = new() { [":self"] = new() { SS = [instance.Value] }, [":id"] = new(instance.Value) },
        };
        if (request.Capacity > 0)
        {
            // A set that is empty does not exist, and an absent one has no size: without its own term the first taker would be refused.
            update.ConditionExpression += " OR attribute_not_exists(#holders) OR size(#holders) < :capacity";
            update.ExpressionAttributeValues[":capacity"] = IncidentTable.Number(request.Capacity);
        }

        return update;
    }

    private ConditionCheck VacancyOf(string name) => new()
    {
        TableName = _tableName,
        Key = IncidentTable.Key(IncidentTable.KeyOfSlot(name)),
        ConditionExpression = "attribute_not_exists(#holders)",
        ExpressionAttributeNames = new() { ["#holders"] = IncidentTable.HoldersAttribute },
    };

    private Update ReleaseOf(string name, InstanceId instance) => new()
    {
        TableName = _tableName,
        Key = IncidentTable.Key(IncidentTable.KeyOfSlot(name)),
        UpdateExpression = "DELETE #holders :self",
        ExpressionAttributeNames = new() { ["#holders"] = IncidentTable.HoldersAttribute },
        ExpressionAttributeValues = new() { [":self"] = new() { SS = [instance.Value] } },
    };

    // Null: not for a condition of ours. The incident comes first: where both failed, the caller must read again anyway.
    private static SaveOutcome? OutcomeOf(TransactionCanceledException cancelled, SlotChange slots, string writeId)
    {
        const string ConditionFailed = "ConditionalCheckFailed";
        List<CancellationReason> reasons = DynamoDbFailures.ReasonsOf(cancelled);
        if (reasons is [{ Code: ConditionFailed } ofIncident, ..])
        {
            return OutcomeOfStale(ofIncident.Item, writeId);
        }

        return reasons.Skip(1).Take(slots.Take.Length + slots.Vacant.Length).Any(reason => reason.Code == ConditionFailed) ? SaveOutcome.NoFreeSlot : null;
    }

    private static SaveOutcome OutcomeOfStale(Dictionary<string, AttributeValue>? stored, string writeId) =>
        stored is not null && stored.TryGetValue(IncidentTable.WriteIdAttribute, out AttributeValue? storedId) && storedId.S == writeId
            ? SaveOutcome.Saved
            : SaveOutcome.VersionConflict;

    private static bool IsCollision(Exception exception) =>
        exception is TransactionConflictException || (exception is TransactionCanceledException cancelled && DynamoDbFailures.IsPassing(cancelled));

    // Doubling, and spread by the random id so that those who collided do not come back together. At most 0.35 s in all.
    private Task PauseAsync(int attempt, Guid saveId, CancellationToken cancellationToken)
    {
        double spread = 0.5 + (saveId.ToByteArray()[0] / 512.0);
        double milliseconds = FirstPauseMilliseconds * (1 << (attempt - 1)) * spread;
        return Task.Delay(TimeSpan.FromMilliseconds(milliseconds), _clock, cancellationToken);
    }
}
