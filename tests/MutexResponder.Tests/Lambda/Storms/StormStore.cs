using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reconciling;

namespace MutexResponder.Tests.Lambda.Storms;

/// <summary>The records of a storm; counts the calls, and never lets more be in recovery than the cap.</summary>
internal sealed class StormStore(InMemoryIncidentStore inner, int fleetCap, Action<string> called) : IIncidentStore
{
    private readonly Dictionary<InstanceId, Incident> _newest = [];
    private readonly HashSet<InstanceId> _inRecovery = [];

    public IReadOnlyDictionary<InstanceId, Incident> Newest => _newest;

    public bool HasUnfinished => _newest.Values.Any(incident => incident.IsUnfinished);

    public int MostInRecovery { get; private set; }

    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        called("read");
        return inner.FindAsync(instance, cancellationToken);
    }

    public async Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken)
    {
        called("write");
        Incident? found = await inner.FindOrAddAsync(first, cancellationToken);
        Note(found ?? first);
        return found;
    }

    public async Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken)
    {
        called("write");
        SaveOutcome outcome = await inner.TrySaveAsync(next, expectedVersion, slots, cancellationToken);
        if (outcome == SaveOutcome.Saved)
        {
            Note(next);
        }

        return outcome;
    }

    public Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken)
    {
        called("read");
        return inner.ListUnfinishedAsync(maxCount, cancellationToken);
    }

    public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken)
    {
        called("write");
        return inner.PutBackAsync(listed, lookAt, cancellationToken);
    }

    private void Note(Incident saved)
    {
        _newest[saved.Instance] = saved;
        if (saved.Phase == IncidentPhase.Remediating)
        {
            _inRecovery.Add(saved.Instance);
        }
        else
        {
            _inRecovery.Remove(saved.Instance);
        }

        MostInRecovery = Math.Max(MostInRecovery, _inRecovery.Count);
        Assert.True(_inRecovery.Count <= fleetCap, $"{_inRecovery.Count} are in recovery, {fleetCap} may be");
    }
}
