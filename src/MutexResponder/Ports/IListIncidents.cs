using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>The incidents of the whole fleet, for people to look through. Nothing is decided on it: it may be some seconds old.</summary>
public interface IListIncidents
{
    /// <summary>Ended incidents that a list has, and as many preventions besides.</summary>
    const int MaxEnded = 50;

    /// <returns>Those that have not ended, by <see cref="ListedIncident.Need"/> and then the oldest first, at most <paramref name="maxCount"/>.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<IReadOnlyList<ListedIncident>> ListOpenAsync(int maxCount, CancellationToken cancellationToken);

    /// <summary>Those that are <see cref="Incident.IsHistory"/>.</summary>
    /// <returns>The newest <see cref="MaxEnded"/> that have ended, the newest end first; then the same of preventions, which would push outages out.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<IReadOnlyList<ListedIncident>> ListEndedAsync(CancellationToken cancellationToken);

    /// <summary>The record of one incident, also after the next one began on the same instance, for as long as records are kept.</summary>
    /// <param name="instance">Its instance.</param>
    /// <param name="incidentId">Its id; null for the instance's newest.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>It, and whether it is the newest of its instance; null where there is none.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<(Incident Incident, bool IsNewest)?> FindAsync(InstanceId instance, IncidentId? incidentId, CancellationToken cancellationToken);
}
