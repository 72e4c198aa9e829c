namespace MutexResponder.Lab.Agent;

/// <summary>How a document ended on a machine.</summary>
public enum CommandOutcome
{
    Success,
    Failed,
    TimedOut,
    Cancelled,
}
