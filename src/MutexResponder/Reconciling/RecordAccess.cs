using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Reconciling;

/// <summary>The one way to the records: the store, and what this process remembers of it.</summary>
internal sealed class RecordAccess(IIncidentStore store, RecentRecords recent)
{
    /// <summary>The record as it is stored now.</summary>
    public async Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        Incident? found = await store.FindAsync(instance, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            recent.Forget(instance);
        }
        else
        {
            recent.Keep(found);
        }

        return found;
    }

    /// <summary>The open incident as this process last saw it, maybe long ago; null where it saw none.</summary>
    public Incident? Recall(InstanceId instance) => recent.Find(instance);

    /// <summary>Whether this process has seen any record of the instance.</summary>
    public bool Knows(InstanceId instance) => recent.Knows(instance);

    /// <summary>Writes the instance's first record, if it has none.</summary>
    /// <returns>Null where it was written; else the record that is there.</returns>
    public async Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken)
    {
        Incident? found = await store.FindOrAddAsync(first, cancellationToken).ConfigureAwait(false);
        recent.Keep(found ?? first);
        return found;
    }

    public async Task<SaveOutcome> SaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken)
    {
        // A save whose reply is lost may have happened or not.
        recent.Forget(next.Instance);
        SaveOutcome outcome = await store.TrySaveAsync(next, expectedVersion, slots, cancellationToken).ConfigureAwait(false);
        if (outcome == SaveOutcome.Saved)
        {
            recent.Keep(next);
        }

        return outcome;
    }
}
