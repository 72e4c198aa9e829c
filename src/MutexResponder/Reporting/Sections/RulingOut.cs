namespace MutexResponder.Reporting.Sections;

/// <summary>Why a cause does not explain the evidence.</summary>
public enum RulingOut
{
    ApacheIsInstalled,
    EvidenceIsComplete,
    ConfigurationTestPasses,
    SiteAnswers,
    ParentIsAlive,
    ParentIsDead,
    PortIsSilent,

    /// <summary>The newest failure that Apache logged is of another kind.</summary>
    NewestFailureIsAnother,

    /// <summary>Since its last start Apache logged no failure of that kind.</summary>
    NoSuchLine,

    /// <summary>Apache logged it before the machine's last start, and no semaphore outlives a boot.</summary>
    LoggedBeforeBoot,

    /// <summary>The kernel still grants semaphores, and dead Apache processes left none behind.</summary>
    LimitNotReached,

    /// <summary>The table of semaphores was not read whole.</summary>
    SemaphoresNotRead,

    /// <summary>The parent took its pid file with it and left no child: it did not give up.</summary>
    ParentDidNotGiveUp,

    /// <summary>Since its last start the log has no orderly stop.</summary>
    NoOrderlyStop,

    /// <summary>By the configuration on disk the mutexes are no files.</summary>
    NoLockFiles,

    /// <summary>The directory of the lock files is there, as far as it was looked for.</summary>
    LockDirectoryIsThere,

    /// <summary>The machine's log could not be read and no orphan bears out the forwarded line.</summary>
    NothingCorroborates,

    /// <summary>The configuration on disk does not use System V semaphores.</summary>
    NoSysVSemaphores,

    /// <summary>This server makes no accept mutex.</summary>
    NoAcceptMutex,

    /// <summary>Apache was stopped in order after the failure.</summary>
    StoppedInOrder,
}
