namespace MutexResponder.Reporting.Sections;

/// <summary>What became of the configuration on the instance.</summary>
public enum ChangeState
{
    /// <summary>Nothing was sent, or the instance refused it.</summary>
    Untouched,

    /// <summary>The instance says that it was changed.</summary>
    Changed,

    /// <summary>The configuration was right already; only the running server was replaced.</summary>
    AlreadyRight,

    /// <summary>Changed, without effect, and put back.</summary>
    PutBack,

    /// <summary>Changed, and could not be put back.</summary>
    HalfChanged,

    /// <summary>It was sent, and the instance did not say what it did.</summary>
    Unknown,
}
