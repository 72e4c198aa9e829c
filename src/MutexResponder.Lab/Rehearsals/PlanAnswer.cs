namespace MutexResponder.Lab.Rehearsals;

/// <summary>What a person says to a plan that waits in mode Approve.</summary>
public enum PlanAnswer
{
    /// <summary>Let it go on.</summary>
    Approve,

    /// <summary>End it without a change.</summary>
    Reject,
}
