namespace MutexResponder.Reporting.Sections;

/// <summary>The causes that the diagnosis asks about, in its order.</summary>
public enum CauseKind
{
    ApacheNotFound,
    EvidenceIncomplete,
    ConfigurationBroken,
    LockTrouble,
    SemaphoresExhausted,
    SemaphoresRemoved,
    SiteHealthy,
    StoppedOnPurpose,
    LockDirectoryMissing,
    DownForAnotherReason,
}
