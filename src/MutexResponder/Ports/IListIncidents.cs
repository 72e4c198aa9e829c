using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>The incidents of the whole fleet, for people to look through. Nothing is decided on it: it may be some seconds old.</summary>
public interface IListIncidents
{
    /// <summary>Ended incidents that a list has.</summary>
    const int MaxEnded = 50;

    /// <summary>Of those, ones of one instance: a noisy one must not push the others out.</summary>
    const int MaxEndedOfInstance = 5;

    /// <returns>Those that have not ended, the oldest first, at most <paramref name="maxCount"/>.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<IReadOnlyList<ListedIncident>> ListOpenAsync(int maxCount, CancellationToken cancellationToken);

    /// <summary>Those that are <see cref="Incident.IsHistory"/>.</summary>
    /// <returns>The newest <see cref="MaxEnded"/> that have ended, of one instance the newest <see cref="MaxEndedOfInstance"/>; the newest end first.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<IReadOnlyList<ListedIncident>> ListEndedAsync(CancellationToken cancellationToken);

    /// <summary>Takes the next of those that ended, where there is room.</summary>
    /// <param name="list">What is taken already, of the newer ends.</param>
    /// <param name="one">The next.</param>
    static void TakeEnded(List<ListedIncident> list, ListedIncident one)
    {
        if (list.Count < MaxEnded && list.Count(taken => taken.Instance == one.Instance) < MaxEndedOfInstance)
        {
            list.Add(one);
        }
    }

    /// <summary>The record of one incident, also after the next one began on the same instance, for as long as records are kept.</summary>
    /// <param name="instance">Its instance.</param>
    /// <param name="incidentId">Its id; null for the instance's newest.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>It, and whether it is the newest of its instance; null where there is none.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<(Incident Incident, bool IsNewest)?> FindAsync(InstanceId instance, IncidentId? incidentId, CancellationToken cancellationToken);
}
