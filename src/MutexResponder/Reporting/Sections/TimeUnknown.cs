namespace MutexResponder.Reporting.Sections;

/// <summary>Why a stage has no duration.</summary>
public enum TimeUnknown
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>The incident did not come to it.</summary>
    NotReached,

    /// <summary>It was opened by hand: no line was waiting to be noticed.</summary>
    NoSignal,

    /// <summary>The instance's clock and the function's contradict each other.</summary>
    ClocksDisagree,

    /// <summary>It still goes on.</summary>
    StillGoingOn,
}
