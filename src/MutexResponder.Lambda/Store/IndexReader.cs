using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace MutexResponder.Lambda.Store;

/// <summary>Lines of one partition of an index of <see cref="IncidentTable"/>, page by page.</summary>
internal sealed class IndexReader(IAmazonDynamoDB client, string tableName)
{
    // 1 MB a page is some 5,000 lines: more pages than this are not a list that one invocation can work off.
    private const int MaxPages = 20;

    /// <param name="index">The index.</param>
    /// <param name="attribute">Its hash attribute.</param>
    /// <param name="value">The partition.</param>
    /// <param name="isForward">In the order of its range attribute, or against it.</param>
    /// <param name="maxCount">Lines at most.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> ReadAsync(
        string index, string attribute, string value, bool isForward, int maxCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        List<Dictionary<string, AttributeValue>> lines = [];
        Dictionary<string, AttributeValue>? resumeAt = null;
        for (int page = 0; page < MaxPages && lines.Count < maxCount && (page == 0 || resumeAt is not null); page++)
        {
            (IReadOnlyList<Dictionary<string, AttributeValue>> read, resumeAt) = await ReadPageAsync(index, attribute, value, isForward, maxCount - lines.Count, resumeAt, cancellationToken);
            lines.AddRange(read);
        }

        return lines;
    }

    /// <summary>One page of the same, of <paramref name="maxCount"/> lines at most.</summary>
    /// <returns>The lines, and where the next page begins; null where there is none.</returns>
    public async Task<(IReadOnlyList<Dictionary<string, AttributeValue>> Lines, Dictionary<string, AttributeValue>? Next)> ReadPageAsync(
        string index, string attribute, string value, bool isForward, int maxCount, Dictionary<string, AttributeValue>? start, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = tableName,
            IndexName = index,
            KeyConditionExpression = "#key = :value",
            ExpressionAttributeNames = new() { ["#key"] = attribute },
            ExpressionAttributeValues = new() { [":value"] = new(value) },
            ScanIndexForward = isForward,
            Limit = maxCount,
            ExclusiveStartKey = start,
        };
        QueryResponse response = await DynamoDbFailures.CallAsync("Query", tableName, () => client.QueryAsync(request, cancellationToken), cancellationToken);
        return (response.Items ?? [], response.LastEvaluatedKey is { Count: > 0 } next ? next : null);
    }
}
