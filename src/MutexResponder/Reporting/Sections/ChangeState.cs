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

    /// <summary>It was sent, and the instance is at it.</summary>
    UnderWay,

    /// <summary>Of a rollback: the configuration is what it was before the change, and the fix is gone with it.</summary>
    TakenBack,

    /// <summary>Of a rollback: it was so already, and nothing was done.</summary>
    AlreadyAsBefore,

    /// <summary>Of a rollback: nothing was changed, the fix is in place.</summary>
    NotTakenBack,

    /// <summary>Of a rollback: it failed half-way.</summary>
    HalfTakenBack,

    /// <summary>Of a rollback: it was sent, and nothing proves what it did.</summary>
    RollbackUnknown,
}
