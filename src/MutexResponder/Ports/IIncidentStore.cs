using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>
/// One incident record an instance, changed only by compare-and-swap on <see cref="Incident.Version"/>.
/// Every implementation passes the same contract tests.
/// </summary>
public interface IIncidentStore
{
    /// <returns>The newest record of that instance, or null where it never had one.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken);

    /// <summary>Writes the first record of an instance, if it never had one: one call where a look and a write would be two.</summary>
    /// <param name="first">Carries version 1 and holds no slot.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null where it was written; else the record that is there.</returns>
    /// <exception cref="ArgumentException"><paramref name="first"/> does not carry version 1.</exception>
    /// <exception cref="RemoteCallException">The store could not answer; the write may have happened.</exception>
    Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken);

    /// <summary>
    /// Writes <paramref name="next"/> if the stored version is still <paramref name="expectedVersion"/>
    /// (0: no record yet), and takes and gives back slots, all in one transaction.
    /// <paramref name="next"/> carries <c>expectedVersion + 1</c>.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="next"/> does not carry <c>expectedVersion + 1</c>.</exception>
    /// <exception cref="RemoteCallException">The store could not answer; the write may have happened.</exception>
    Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken);

    /// <returns>All that are unfinished, the oldest incident first, at most <paramref name="maxCount"/>.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken);

    /// <summary>
    /// Lists an unfinished incident with another <see cref="UnfinishedIncident.LookAt"/>, until its record is saved again. Does nothing
    /// where that has happened since it was listed. The record itself and its version stay as they are.
    /// </summary>
    /// <exception cref="RemoteCallException">The store could not answer; the write may have happened.</exception>
    Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken);
}

/// <summary>What became of a save.</summary>
public enum SaveOutcome
{
    Saved,

    /// <summary>Somebody else changed the record first. Nothing was written.</summary>
    VersionConflict,

    /// <summary>A cap is full. Nothing was written.</summary>
    NoFreeSlot,
}
