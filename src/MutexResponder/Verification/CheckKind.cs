namespace MutexResponder.Verification;

/// <summary>What is checked after a change.</summary>
public enum CheckKind
{
    Rebooted,
    NewParent,
    ParentAlive,
    PortsAnswer,

    /// <summary>Of a rollback: the configuration is byte for byte what it was.</summary>
    ConfigurationAsBefore,

    /// <summary>The effective mutex is of a mechanism that nobody else can remove.</summary>
    MutexImmune,
    NoSemaphores,
    NoNewFailure,
    NoOrphan,

    /// <summary>Of a reload: the site was never down.</summary>
    SameParent,

    /// <summary>Of a reload: the running server took its configuration anew.</summary>
    NewGeneration,

    /// <summary>Of a reload: the accept mutex is a file, and the array that it was is gone.</summary>
    AcceptMutexMoved,

    /// <summary>Of a reload.</summary>
    NoFailureSinceReload,
}
