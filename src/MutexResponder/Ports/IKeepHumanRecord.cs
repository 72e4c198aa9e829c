using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>Shows an incident where people look. Calling it again for the same phase changes nothing.</summary>
public interface IKeepHumanRecord
{
    /// <returns>The id of the human record, null where none is kept.</returns>
    /// <exception cref="RemoteCallException">It could not be shown now; it is tried again at the next tick.</exception>
    Task<string?> ShowAsync(Incident incident, CancellationToken cancellationToken);
}
