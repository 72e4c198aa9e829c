namespace MutexResponder.Lab.Agent;

/// <summary>Where one step of a document stands, in the agent's own words.</summary>
public enum StepStatus
{
    NotStarted,
    InProgress,
    Success,

    /// <summary>Exit 194: runs again after the next boot.</summary>
    SuccessAndReboot,

    /// <summary>Precondition not met, or an earlier step ended the document. Counts as success.</summary>
    Skipped,
    Failed,
    TimedOut,
    Cancelled,
}
