using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Reconciling;

/// <summary>
/// The incidents and slots of one process, for the lab and for tests. It keeps what the DynamoDB store keeps and
/// passes the same contract tests; it never forgets a record and is gone with the process.
/// </summary>
public sealed class InMemoryIncidentStore : IIncidentStore, IListIncidents
{
    // One lock is the transaction: record and slots are read and written under it, never one without the other.
    private readonly Lock _gate = new();
    private readonly Dictionary<InstanceId, Incident> _incidents = [];
    private readonly Dictionary<IncidentId, Incident> _replaced = [];
    private readonly Dictionary<InstanceId, DateTimeOffset> _putBackTo = [];
    private readonly Dictionary<string, HashSet<InstanceId>> _holders = new(StringComparer.Ordinal);

    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(_incidents.GetValueOrDefault(instance));
        }
    }

    public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken)
    {
        SaveArguments.Check(first, 0, SlotChange.None);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(_incidents.TryAdd(first.Instance, first) ? null : _incidents[first.Instance]);
        }
    }

    public Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken)
    {
        SaveArguments.Check(next, expectedVersion, slots);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(TrySave(next, expectedVersion, slots));
        }
    }

    public Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            UnfinishedIncident[] unfinished = [.. _incidents.Values
                .Where(incident => incident.IsUnfinished)
                .OrderBy(incident => incident.OpenedAt)
                .ThenBy(incident => incident.Instance.Value, StringComparer.Ordinal)
                .Take(maxCount)
                .Select(Listed)];
            return Task.FromResult<IReadOnlyList<UnfinishedIncident>>(unfinished);
        }
    }

    public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listed);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_incidents.TryGetValue(listed.Instance, out Incident? stored) && stored.IsUnfinished && Listed(stored).LookAt == listed.LookAt)
            {
                _putBackTo[listed.Instance] = lookAt;
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<ListedIncident>> ListOpenAsync(int maxCount, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<ListedIncident>>(
                [.. _incidents.Values.Where(incident => !incident.IsFinished).Select(ListedIncident.Of).OrderBy(one => one.Need).ThenBy(one => one.OpenedAt).Take(maxCount)]);
        }
    }

    public Task<IReadOnlyList<ListedIncident>> ListEndedAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<ListedIncident>>(
            [
                .. _incidents.Values.Where(incident => incident.IsHistory).Concat(_replaced.Values)
                    .Select(ListedIncident.Of).OrderByDescending(one => one.ClosedAt)
                    .GroupBy(one => one.Goal == IncidentGoal.Prevent).OrderBy(group => group.Key).SelectMany(IListIncidents.Newest),
            ]);
        }
    }

    public Task<(Incident Incident, bool IsNewest)?> FindAsync(InstanceId instance, IncidentId? incidentId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Incident? newest = _incidents.GetValueOrDefault(instance);
            bool isNewest = incidentId is null || newest?.Id == incidentId;
            Incident? found = isNewest ? newest : _replaced.GetValueOrDefault(incidentId!.Value);
            return Task.FromResult(found is null ? ((Incident, bool)?)null : (found, isNewest));
        }
    }

    private UnfinishedIncident Listed(Incident incident)
    {
        UnfinishedIncident listed = UnfinishedIncident.Of(incident);
        return _putBackTo.TryGetValue(incident.Instance, out DateTimeOffset lookAt) ? listed with { LookAt = lookAt } : listed;
    }

    private SaveOutcome TrySave(Incident next, long expectedVersion, SlotChange slots)
    {
        long storedVersion = _incidents.TryGetValue(next.Instance, out Incident? stored) ? stored.Version : 0;
        if (storedVersion != expectedVersion)
        {
            return SaveOutcome.VersionConflict;
        }

        if (!slots.Take.All(request => HasPlace(request, next.Instance)) || slots.Vacant.Any(name => HoldersOf(name).Count > 0))
        {
            return SaveOutcome.NoFreeSlot;
        }

        foreach (SlotRequest request in slots.Take)
        {
            HoldersOf(request.Name).Add(next.Instance);
        }

        foreach (string name in slots.Release)
        {
            HoldersOf(name).Remove(next.Instance);
        }

        if (slots.Replaced is { } ended)
        {
            _replaced[ended.Id] = ended;
        }

        _incidents[next.Instance] = next;
        _putBackTo.Remove(next.Instance);
        return SaveOutcome.Saved;
    }

    private bool HasPlace(SlotRequest request, InstanceId instance)
    {
        HashSet<InstanceId> holders = HoldersOf(request.Name);
        return holders.Contains(instance) || holders.Count < request.Capacity;
    }

    private HashSet<InstanceId> HoldersOf(string name)
    {
        if (!_holders.TryGetValue(name, out HashSet<InstanceId>? holders))
        {
            _holders[name] = holders = [];
        }

        return holders;
    }
}
