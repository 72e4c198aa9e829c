namespace MutexResponder.Ports;

/// <summary>Counts what people are told in each stretch of time, over all processes, so that a storm does not bury them, and keeps what is held back for it.</summary>
public interface ICountMessages
{
    /// <summary>Changes that are held back at once, at most.</summary>
    const int MaxHeld = 500;

    /// <summary>So many held back leave room for outages alone.</summary>
    const int MaxHeldPreventions = 400;

    /// <param name="window">The name of the stretch.</param>
    /// <param name="change">1, or -1 to take one back.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many there are in it now.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<int> CountAsync(string window, int change, CancellationToken cancellationToken);

    /// <summary>Keeps a change that is to be told of later, until it is forgotten.</summary>
    /// <param name="change">What is to be told.</param>
    /// <param name="maxHeld">It is refused where so many, of whatever kind, are held already.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RemoteCallException">The store could not answer, or <paramref name="maxHeld"/> are held: it is told, or held, at a later try.</exception>
    Task HoldAsync(string change, int maxHeld, CancellationToken cancellationToken);

    /// <returns>What is held back, in no order.</returns>
    /// <exception cref="RemoteCallException">The store could not answer.</exception>
    Task<IReadOnlyList<string>> ListHeldAsync(CancellationToken cancellationToken);

    /// <param name="told">What was told of, one at least; what was held meanwhile stays.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RemoteCallException">The store could not answer: it is told of once more.</exception>
    Task ForgetHeldAsync(IReadOnlyList<string> told, CancellationToken cancellationToken);
}
