namespace MutexResponder.Simulation.Time;

/// <summary>The clock of one computer: virtual time, a little or much off. Its timers are events of virtual time.</summary>
/// <param name="queue">Virtual time.</param>
/// <param name="skew">How far it is ahead.</param>
/// <param name="isGone">Whose timers these are is no more: nothing will ever reach it.</param>
internal sealed class MachineClock(EventQueue queue, TimeSpan skew, Func<bool>? isGone = null) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => queue.Now + skew;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer();
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            queue.After(dueTime, () =>
            {
                if (!timer.IsOff && isGone?.Invoke() != true)
                {
                    callback(state);
                }
            });
        }

        return timer;
    }

    /// <summary>Goes off once, or never: nothing in the core sets a timer anew.</summary>
    private sealed class Timer : ITimer
    {
        public bool IsOff { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("A timer of virtual time goes off once.");

        public void Dispose() => IsOff = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
