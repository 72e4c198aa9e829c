namespace MutexResponder.Ports;

/// <summary>Where a command invocation stands, after the statuses of SSM Run Command.</summary>
public enum CommandStatus
{
    /// <summary>SSM does not list the invocation (yet): normal for some seconds after it was sent.</summary>
    NotListed,

    /// <summary>Pending, InProgress, Delayed or Cancelling: not ended.</summary>
    Running,

    Succeeded,
    Failed,
    TimedOut,
    Cancelled,

    /// <summary>Ended without having reached the agent: Undeliverable, Delivery Timed Out, Access Denied, Invalid Platform.</summary>
    Undelivered,
}
