namespace MutexResponder.Simulation.Time;

/// <summary>
/// Virtual time: what is due is done in order of its time, and of two things due at once the one asked for first.
/// Everything of one world runs here, on one thread.
/// </summary>
internal sealed class EventQueue
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<(Action Action, bool IsCounted), (long DueTicks, long Order)> _due = new();
    private long _order;

    /// <summary>Virtual time since <see cref="Start"/>.</summary>
    public TimeSpan Elapsed { get; private set; }

    public DateTimeOffset Now => Start + Elapsed;

    /// <summary>Things to come that may still change something; time-outs and the schedule are not counted.</summary>
    public int PendingCount { get; private set; }

    public void After(TimeSpan delay, Action action)
    {
        PendingCount++;
        Enqueue(delay, action, isCounted: true);
    }

    /// <summary>For what comes in any case, or only to end what does not end by itself.</summary>
    public void AfterInBackground(TimeSpan delay, Action action) => Enqueue(delay, action, isCounted: false);

    public void At(TimeSpan elapsed, Action action) => After(elapsed - Elapsed, action);

    /// <summary>Does the next thing due; false where nothing is.</summary>
    public bool TryStep()
    {
        if (!_due.TryDequeue(out (Action Action, bool IsCounted) next, out (long DueTicks, long Order) due))
        {
            return false;
        }

        Elapsed = TimeSpan.FromTicks(due.DueTicks);
        PendingCount -= next.IsCounted ? 1 : 0;
        next.Action();
        return true;
    }

    private void Enqueue(TimeSpan delay, Action action, bool isCounted) => _due.Enqueue((action, isCounted), (Elapsed.Ticks + Math.Max(0, delay.Ticks), _order++));
}
