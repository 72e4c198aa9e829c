using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Store;

/// <summary>
/// Lists from the two indexes of <see cref="IncidentTable"/>, and reads ended incidents by their ids. A list is one Query, where one
/// instance has ended hundreds of times a few: half a read unit for each 4 KB of lines, some 200 bytes a line. An incident is one GetItem, or two where the next one has begun on its instance.
/// </summary>
public sealed class DynamoDbIncidentList(IAmazonDynamoDB client, string tableName) : IListIncidents
{
    /// <summary>Pages that one list of ended incidents reads: the others of a noisy instance are read and not shown.</summary>
    public const int MaxEndedPages = 10;

    private const int EndedPageSize = 200;

    public async Task<IReadOnlyList<ListedIncident>> ListOpenAsync(int maxCount, CancellationToken cancellationToken)
    {
        QueryResponse page = await QueryAsync(
            IncidentTable.UnfinishedIndex, IncidentTable.UnfinishedAttribute, IncidentTable.UnfinishedValue, newestFirst: false, maxCount, null, cancellationToken);

        // The unfinished also are those that ended and that somebody has yet to look at again.
        return [.. Lines(page).Where(one => one.IsOpen)];
    }

    public async Task<IReadOnlyList<ListedIncident>> ListEndedAsync(CancellationToken cancellationToken)
    {
        List<ListedIncident> ended = [];
        Dictionary<string, AttributeValue>? resumeAt = null;
        for (int pages = 0; pages < MaxEndedPages && ended.Count < IListIncidents.MaxEnded && (pages == 0 || resumeAt is { Count: > 0 }); pages++)
        {
            QueryResponse page = await QueryAsync(
                IncidentTable.EndedIndex, IncidentTable.EndedAttribute, IncidentTable.EndedValue, newestFirst: true, EndedPageSize, resumeAt, cancellationToken);
            foreach (ListedIncident one in Lines(page))
            {
                IListIncidents.TakeEnded(ended, one);
            }

            resumeAt = page.LastEvaluatedKey;
        }

        return ended;
    }

    public async Task<(Incident Incident, bool IsNewest)?> FindAsync(InstanceId instance, IncidentId? incidentId, CancellationToken cancellationToken)
    {
        Incident? newest = await GetAsync(instance, IncidentTable.KeyOf(instance), cancellationToken);
        bool isNewest = incidentId is null || newest?.Id == incidentId;
        Incident? found = isNewest ? newest : await GetAsync(instance, IncidentTable.KeyOfEnded(incidentId!.Value), cancellationToken);
        return found is null ? null : (found, isNewest);
    }

    private async Task<Incident?> GetAsync(InstanceId instance, string key, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest { TableName = tableName, Key = IncidentTable.Key(key), ConsistentRead = true };
        GetItemResponse response = await DynamoDbFailures.CallAsync("GetItem", tableName, () => client.GetItemAsync(request, cancellationToken), cancellationToken);
        return response.Item is { Count: > 0 } item ? IncidentItem.Read(instance, item) : null;
    }

    /// <summary>A line is far below 1 KB, so that one page of 1 MB has them all.</summary>
    private Task<QueryResponse> QueryAsync(
        string index, string attribute, string value, bool newestFirst, int limit, Dictionary<string, AttributeValue>? resumeAt, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = tableName,
            IndexName = index,
            KeyConditionExpression = "#key = :value",
            ExpressionAttributeNames = new() { ["#key"] = attribute },
            ExpressionAttributeValues = new() { [":value"] = new(value) },
            ScanIndexForward = !newestFirst,
            Limit = limit,
            ExclusiveStartKey = resumeAt,
        };
        return DynamoDbFailures.CallAsync("Query", tableName, () => client.QueryAsync(request, cancellationToken), cancellationToken);
    }

    private static IEnumerable<ListedIncident> Lines(QueryResponse page) => (page.Items ?? []).Select(IncidentItem.ReadLine).OfType<ListedIncident>();
}
