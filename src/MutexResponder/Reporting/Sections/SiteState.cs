namespace MutexResponder.Reporting.Sections;

/// <summary>Whether the site answered when the instance was last looked at.</summary>
public enum SiteState
{
    /// <summary>No look at the instance says it.</summary>
    Unknown,

    Answers,

    /// <summary>Apache was not running.</summary>
    Down,

    /// <summary>Apache was running, and not every port answered.</summary>
    PortIsSilent,

    /// <summary>An order was sent since then, so the look says nothing of now.</summary>
    NotLookedAtSince,

    /// <summary>It answered, and a line that is newer than the look reports a failure.</summary>
    AnsweredBeforeNewerLine,
}
