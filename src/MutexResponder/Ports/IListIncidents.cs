using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>The incidents of the whole fleet, for people to look through. Nothing is decided on it: it may be some seconds old.</summary>
public interface IListIncidents
{
    /// <summary>Ended incidents that a list has, and as many preventions besides.</summary>
    const int MaxEnded = 50;

    /// <summary>Of those, ones of one instance: a noisy one must not push the others out.</summary>
    const int MaxEndedOfInstance = 5;

    /// <returns>Those that have not ended, by <see cref="ListedIncident.Need"/> and then the oldest first, at most <paramref name="maxCount"/>.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<IReadOnlyList<ListedIncident>> ListOpenAsync(int maxCount, CancellationToken cancellationToken);

    /// <summary>Those that are <see cref="Incident.IsHistory"/>.</summary>
    /// <returns>
    /// The newest <see cref="MaxEnded"/> that have ended, of one instance the newest <see cref="MaxEndedOfInstance"/>, the newest end first; then the
    /// same of preventions, which would push outages out.
    /// </returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<IReadOnlyList<ListedIncident>> ListEndedAsync(CancellationToken cancellationToken);

    /// <param name="ended">Ended incidents, the newest end first.</param>
    /// <returns>Those of them that a list shows, read no further than it takes.</returns>
    static IEnumerable<ListedIncident> Newest(IEnumerable<ListedIncident> ended)
    {
        Dictionary<InstanceId, int> taken = [];
        return ended.Where(one => (taken[one.Instance] = taken.GetValueOrDefault(one.Instance) + 1) <= MaxEndedOfInstance).Take(MaxEnded);
    }

    /// <summary>The record of one incident, also after the next one began on the same instance, for as long as records are kept.</summary>
    /// <param name="instance">Its instance.</param>
    /// <param name="incidentId">Its id; null for the instance's newest.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>It, and whether it is the newest of its instance; null where there is none.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<(Incident Incident, bool IsNewest)?> FindAsync(InstanceId instance, IncidentId? incidentId, CancellationToken cancellationToken);
}
