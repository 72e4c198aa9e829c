using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Store;

/// <summary>
/// One item a stretch of time in the incidents' table, gone a day later: <c>messages#20261125T2215Z</c> with <c>count</c>; and one for what is held
/// back: <c>messages#held</c> with <c>held</c>. A message costs one write, one that is held back two, and a tick one read.
/// </summary>
public sealed class DynamoDbMessageCounts(IAmazonDynamoDB client, string tableName, TimeProvider time) : ICountMessages
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(1);

    public async Task<int> CountAsync(string window, int change, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = tableName,
            Key = IncidentTable.Key(IncidentTable.KeyOfMessages(window)),
            UpdateExpression = "ADD #count :change SET #expiresAt = :expiry",
            ExpressionAttributeNames = new() { ["#count"] = IncidentTable.CountAttribute, ["#expiresAt"] = IncidentTable.ExpiresAtAttribute },
            ExpressionAttributeValues = new() { [":change"] = IncidentTable.Number(change), [":expiry"] = IncidentTable.Number((time.GetUtcNow() + Retention).ToUnixTimeSeconds()) },
            ReturnValues = ReturnValue.ALL_NEW,
        };
        return CountIn(await DynamoDbFailures.CallAsync("UpdateItem", tableName, () => client.UpdateItemAsync(request, cancellationToken), cancellationToken));
    }

    public async Task HoldAsync(string change, int maxHeld, CancellationToken cancellationToken)
    {
        UpdateItemRequest request = OfHeld("ADD #held :changes", [change]);
        request.ConditionExpression = "attribute_not_exists(#held) OR size(#held) < :max";
        request.ExpressionAttributeValues[":max"] = IncidentTable.Number(maxHeld);
        try
        {
            await DynamoDbFailures.CallAsync("UpdateItem", tableName, () => client.UpdateItemAsync(request, cancellationToken), cancellationToken);
        }
        catch (ConditionalCheckFailedException)
        {
            throw new RemoteCallException(RemoteCallFailure.Unavailable, $"{maxHeld} changes are held back already");
        }
    }

    public async Task<IReadOnlyList<string>> ListHeldAsync(CancellationToken cancellationToken)
    {
        var request = new GetItemRequest { TableName = tableName, Key = IncidentTable.Key(IncidentTable.HeldKey) };
        GetItemResponse response = await DynamoDbFailures.CallAsync("GetItem", tableName, () => client.GetItemAsync(request, cancellationToken), cancellationToken);
        return response.Item is { } item && item.TryGetValue(IncidentTable.HeldAttribute, out AttributeValue? held) ? held.SS : [];
    }

    public Task ForgetHeldAsync(IReadOnlyList<string> told, CancellationToken cancellationToken)
    {
        UpdateItemRequest request = OfHeld("DELETE #held :changes", told);
        return DynamoDbFailures.CallAsync("UpdateItem", tableName, () => client.UpdateItemAsync(request, cancellationToken), cancellationToken);
    }

    private UpdateItemRequest OfHeld(string update, IReadOnlyList<string> changes) => new()
    {
        TableName = tableName,
        Key = IncidentTable.Key(IncidentTable.HeldKey),
        UpdateExpression = update,
        ExpressionAttributeNames = new() { ["#held"] = IncidentTable.HeldAttribute },
        ExpressionAttributeValues = new() { [":changes"] = new() { SS = [.. changes] } },
    };

    private static int CountIn(UpdateItemResponse response) =>
        response.Attributes is { } item && item.TryGetValue(IncidentTable.CountAttribute, out AttributeValue? count)
            && int.TryParse(count.N, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
