namespace MutexResponder.Reconciling;

/// <summary>
/// The pause after a lost race for a record: twice as long each time, and spread, so that those who collided do not come back together.
/// The invocation's deadline ends it through the token.
/// </summary>
/// <param name="chance">A random number from 0 up to 1 at each call.</param>
/// <param name="wait">Waits.</param>
public sealed class ConflictPause(Func<double> chance, Func<TimeSpan, CancellationToken, Task> wait)
{
    /// <summary>The first pause, before it is spread from half of it to one and a half.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest one, before it is spread.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <param name="round">Races lost before this one, from 0.</param>
    /// <param name="cancellationToken">Ends the pause.</param>
    public Task WaitAsync(int round, CancellationToken cancellationToken) =>
        wait(First * Math.Min(Math.Pow(2, round), Longest / First) * (0.5 + chance()), cancellationToken);
}
