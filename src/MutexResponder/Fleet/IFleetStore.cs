using MutexResponder.Ports;

namespace MutexResponder.Fleet;

/// <summary>One entry an instance, changed by compare-and-swap on its version. Every implementation passes the same contract tests.</summary>
/// <exception cref="RemoteCallException">Of all members: the store could not answer; a write may have happened.</exception>
public interface IFleetStore
{
    /// <summary>The most ids that <see cref="KnownAsync"/> takes: what DynamoDB reads at once.</summary>
    const int MaxKnown = IPageInstances.MaxPage;

    Task<FleetEntry?> FindAsync(InstanceId instance, CancellationToken cancellationToken);

    /// <returns>Those of <paramref name="instances"/>, <see cref="MaxKnown"/> at most, that have an entry.</returns>
    Task<IReadOnlySet<InstanceId>> KnownAsync(IReadOnlyCollection<InstanceId> instances, CancellationToken cancellationToken);

    /// <summary>Writes it where the stored version is one less; version 1 where there is none.</summary>
    /// <returns>False where somebody else was first.</returns>
    Task<bool> TrySaveAsync(FleetEntry next, CancellationToken cancellationToken);

    /// <summary>Forgets it, unless it was changed since it was read.</summary>
    Task RemoveAsync(FleetEntry entry, CancellationToken cancellationToken);

    /// <returns>Those that are due, the longest first, at most <paramref name="maxCount"/>. One that cannot be read is given as one just found: its look writes it anew. One of which not even the version can be read is forgotten.</returns>
    Task<IReadOnlyList<FleetEntry>> ListDueAsync(DateTimeOffset now, int maxCount, CancellationToken cancellationToken);

    /// <summary>One page of all entries.</summary>
    /// <param name="after">The mark of the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page, and the mark of the next; null where there is none. What changes meanwhile may come twice or not at all; one that cannot be read comes with version 0.</returns>
    Task<(IReadOnlyList<FleetEntry> Entries, string? Next)> ListAsync(string? after, CancellationToken cancellationToken);

    /// <returns><see cref="FleetWalk.Never"/> where none was saved.</returns>
    Task<FleetWalk> FindWalkAsync(CancellationToken cancellationToken);

    /// <summary>As <see cref="TrySaveAsync"/>.</summary>
    Task<bool> TrySaveWalkAsync(FleetWalk next, CancellationToken cancellationToken);
}
