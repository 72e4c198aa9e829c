namespace MutexResponder.Ports;

/// <summary>Counts what people are told in each stretch of time, over all processes, so that a storm does not bury them.</summary>
public interface ICountMessages
{
    /// <param name="window">The name of the stretch.</param>
    /// <param name="change">1, or -1 to take one back.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many there are in it now.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<int> CountAsync(string window, int change, CancellationToken cancellationToken);

    /// <summary>Closes a stretch that is over. Of all who ask, one is given the number.</summary>
    /// <param name="window">The name of the stretch.</param>
    /// <param name="most">So many were told singly.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many there were in it; 0 where there were not more than <paramref name="most"/>, or where it was closed before.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<int> CloseAsync(string window, int most, CancellationToken cancellationToken);
}
