namespace MutexResponder.Lab.Aws.Events;

/// <summary>Loses, doubles or holds back events on their way to another sink.</summary>
/// <param name="inner">Where events go on to.</param>
/// <param name="fateOf">The fate of the event of that number, the first being 1.</param>
public sealed class UnreliableEventSink(IEventSink inner, Func<int, BusEvent, EventFate> fateOf) : IEventSink
{
    private readonly Lock _gate = new();
    private readonly List<BusEvent> _held = [];
    private int _count;

    public void Put(BusEvent busEvent)
    {
        switch (fateOf(Interlocked.Increment(ref _count), busEvent))
        {
            case EventFate.Deliver:
                inner.Put(busEvent);
                break;
            case EventFate.DeliverTwice:
                inner.Put(busEvent);
                inner.Put(busEvent);
                break;
            case EventFate.Hold:
                lock (_gate)
                {
                    _held.Add(busEvent);
                }

                break;
            case EventFate.Lose:
                break;
        }
    }

    /// <summary>Lets the held events go, newest first: late and out of order.</summary>
    /// <returns>How many there were.</returns>
    public int ReleaseHeld()
    {
        BusEvent[] held;
        lock (_gate)
        {
            held = [.. Enumerable.Reverse(_held)];
            _held.Clear();
        }

        foreach (BusEvent busEvent in held)
        {
            inner.Put(busEvent);
        }

        return held.Length;
    }
}
