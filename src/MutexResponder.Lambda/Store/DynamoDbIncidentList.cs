using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reconciling;

namespace MutexResponder.Lambda.Store;

/// <summary>
/// Lists from the two indexes of <see cref="IncidentTable"/>, and reads ended incidents by their ids. A list is a Query, one
/// of ended incidents two of at most <see cref="MaxEndedRead"/> lines: half a read unit for each 4 KB, some 200 bytes a line. An incident is one
/// GetItem, or two where the next one has begun on its instance.
/// </summary>
public sealed class DynamoDbIncidentList(IAmazonDynamoDB client, string tableName) : IListIncidents
{
    /// <summary>Lines that one list of ended incidents reads: the others of a noisy instance are read and not shown.</summary>
    public const int MaxEndedRead = 1000;

    /// <summary>All of them are read, as each tick does: the most needed can be the newest, behind a fleet's preventions.</summary>
    public async Task<IReadOnlyList<ListedIncident>> ListOpenAsync(int maxCount, CancellationToken cancellationToken)
    {
        // The unfinished also are those that ended and that somebody has yet to look at again.
        IEnumerable<ListedIncident> open = (await ReadAsync(
            IncidentTable.UnfinishedIndex, IncidentTable.UnfinishedAttribute, IncidentTable.UnfinishedValue, isForward: true, LookOrder.MaxListed, cancellationToken)).Where(one => one.IsOpen);
        return [.. open.OrderBy(one => one.Need).ThenBy(one => one.OpenedAt).Take(maxCount)];
    }

    public async Task<IReadOnlyList<ListedIncident>> ListEndedAsync(CancellationToken cancellationToken) =>
        [.. await ReadEndedAsync(IncidentTable.EndedValue, cancellationToken), .. await ReadEndedAsync(IncidentTable.EndedPreventionValue, cancellationToken)];

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

    private async Task<IEnumerable<ListedIncident>> ReadEndedAsync(string partition, CancellationToken cancellationToken) => IListIncidents.Newest(
        await ReadAsync(IncidentTable.EndedIndex, IncidentTable.EndedAttribute, partition, isForward: false, MaxEndedRead, cancellationToken));

    private async Task<IEnumerable<ListedIncident>> ReadAsync(string index, string attribute, string value, bool isForward, int maxCount, CancellationToken cancellationToken) =>
        (await new IndexReader(client, tableName).ReadAsync(index, attribute, value, isForward, maxCount, cancellationToken)).Select(IncidentItem.ReadLine).OfType<ListedIncident>();
}
