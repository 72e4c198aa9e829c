using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>Tells people what became of an incident, by a message. Its failure never stops the response.</summary>
public interface ITellPeople
{
    /// <summary>Tells of the state, once: not where <see cref="Incident.ToldOf"/> names it already, and not of states that nobody need know of.</summary>
    /// <returns>The name of the state that is told of now; null where nothing was to be told.</returns>
    /// <exception cref="RemoteCallException">It could not be told now; it is tried again at the next tick.</exception>
    Task<string?> TellAsync(Incident incident, CancellationToken cancellationToken);

    /// <summary>Tells once of the changes that were too many to be told of singly, after their time; called by each tick.</summary>
    /// <exception cref="RemoteCallException">It could not be told.</exception>
    Task TellOfStormAsync(CancellationToken cancellationToken);
}
