using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Store;

/// <summary>
/// One item a stretch of time in the incidents' table, gone a day later: <c>messages#20261125T2215Z</c> with <c>count</c>, and <c>told</c> once it
/// was closed. A message costs one write, a tick one write that nearly always finds nothing to do.
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

    public async Task<int> CloseAsync(string window, int most, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = tableName,
            Key = IncidentTable.Key(IncidentTable.KeyOfMessages(window)),
            UpdateExpression = "SET #told = :yes",
            ConditionExpression = "#count > :most AND attribute_not_exists(#told)",
            ExpressionAttributeNames = new() { ["#count"] = IncidentTable.CountAttribute, ["#told"] = IncidentTable.ToldAttribute },
            ExpressionAttributeValues = new() { [":most"] = IncidentTable.Number(most), [":yes"] = new("1") },
            ReturnValues = ReturnValue.ALL_NEW,
        };
        try
        {
            return CountIn(await DynamoDbFailures.CallAsync("UpdateItem", tableName, () => client.UpdateItemAsync(request, cancellationToken), cancellationToken));
        }
        catch (ConditionalCheckFailedException)
        {
            return 0;
        }
    }

    private static int CountIn(UpdateItemResponse response) =>
        response.Attributes is { } item && item.TryGetValue(IncidentTable.CountAttribute, out AttributeValue? count)
            && int.TryParse(count.N, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
