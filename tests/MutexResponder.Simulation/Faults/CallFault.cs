namespace MutexResponder.Simulation.Faults;

/// <summary>What happens to one call of one port.</summary>
internal enum CallFault
{
    None,
    Throttled,
    TimedOut,
    ReplyLost,
    Denied,
    KilledBefore,
    KilledAfter,
}
