using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>The store of the pages and reports does not answer.</summary>
internal sealed class UnreadIncidents : IListIncidents
{
    public Task<IReadOnlyList<ListedIncident>> ListOpenAsync(int maxCount, CancellationToken cancellationToken) => throw OutOfOrder();

    public Task<IReadOnlyList<ListedIncident>> ListEndedAsync(CancellationToken cancellationToken) => throw OutOfOrder();

    public Task<(Incident Incident, bool IsNewest)?> FindAsync(InstanceId instance, IncidentId? incidentId, CancellationToken cancellationToken) => throw OutOfOrder();

    private static RemoteCallException OutOfOrder() => new(RemoteCallFailure.Unavailable, "DynamoDB is throttled.");
}
