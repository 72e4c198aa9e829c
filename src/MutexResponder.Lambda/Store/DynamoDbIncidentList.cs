using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Store;

/// <summary>
/// Lists from the two indexes of <see cref="IncidentTable"/>, and reads ended incidents by their ids. A list is one Query: half a read unit
/// for each 4 KB of lines, some 200 bytes a line. An incident is one GetItem, or two where the next one has begun on its instance.
/// </summary>
public sealed class DynamoDbIncidentList(IAmazonDynamoDB client, string tableName) : IListIncidents
{
    public Task<IReadOnlyList<ListedIncident>> ListOpenAsync(int maxCount, CancellationToken cancellationToken) =>
        QueryAsync(IncidentTable.UnfinishedIndex, IncidentTable.UnfinishedAttribute, IncidentTable.UnfinishedValue, newestFirst: false, maxCount, cancellationToken);

    public Task<IReadOnlyList<ListedIncident>> ListEndedAsync(CancellationToken cancellationToken) =>
        QueryAsync(IncidentTable.EndedIndex, IncidentTable.EndedAttribute, IncidentTable.EndedValue, newestFirst: true, IListIncidents.MaxEnded, cancellationToken);

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
    private async Task<IReadOnlyList<ListedIncident>> QueryAsync(
        string index, string attribute, string value, bool newestFirst, int maxCount, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            TableName = tableName,
            IndexName = index,
            KeyConditionExpression = "#key = :value",
            ExpressionAttributeNames = new() { ["#key"] = attribute },
            ExpressionAttributeValues = new() { [":value"] = new(value) },
            ScanIndexForward = !newestFirst,
            Limit = maxCount,
        };
        QueryResponse response = await DynamoDbFailures.CallAsync("Query", tableName, () => client.QueryAsync(request, cancellationToken), cancellationToken);

        // The unfinished also are those that ended and that somebody has yet to look at again.
        return [.. (response.Items ?? []).Select(IncidentItem.ReadLine).OfType<ListedIncident>().Where(one => newestFirst || one.IsOpen)];
    }
}
