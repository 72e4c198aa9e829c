namespace MutexResponder.Simulation.Time;

/// <summary>The clock of one computer: virtual time, a little or much off.</summary>
/// <param name="queue">Virtual time.</param>
/// <param name="skew">How far it is ahead.</param>
internal sealed class MachineClock(EventQueue queue, TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => queue.Now + skew;

    /// <summary>A real timer in virtual time would make a run depend on the computer it runs on.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("The core is not to wait by itself; nothing in a simulated run may use a timer.");
}
