namespace MutexResponder.Lab.Aws.Events;

/// <summary>What happens to an event on a bus that delivers best effort, in no order, and sometimes twice.</summary>
public enum EventFate
{
    Deliver,
    Lose,
    DeliverTwice,

    /// <summary>Held until <see cref="UnreliableEventSink.ReleaseHeld"/>.</summary>
    Hold,
}
