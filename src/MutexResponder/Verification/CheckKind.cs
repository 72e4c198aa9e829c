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
}
