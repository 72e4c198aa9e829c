namespace MutexResponder.Fleet;

/// <summary>Shows the state of the fleet where people look.</summary>
public interface IKeepFleetRecord
{
    /// <param name="tally">The fleet.</param>
    /// <param name="id">The record that is open; null where none is.</param>
    /// <param name="isNew">It says something else than what was shown last.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The record that is open now: none where no machine is at risk.</returns>
    /// <exception cref="RemoteCallException">It could not be shown now.</exception>
    Task<string?> ShowAsync(FleetTally tally, string? id, bool isNew, CancellationToken cancellationToken);
}
