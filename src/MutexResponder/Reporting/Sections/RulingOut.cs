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

    /// <summary>The machine's log could not be read and no orphan bears out the forwarded line.</summary>
    NothingCorroborates,

    /// <summary>The configuration on disk does not use System V semaphores.</summary>
    NoSysVSemaphores,

    /// <summary>This server makes no accept mutex.</summary>
    NoAcceptMutex,

    /// <summary>Apache was stopped in order after the failure.</summary>
    StoppedInOrder,
}
