namespace MutexResponder.Detection;

/// <summary>What one error-log line says about Apache's cross-process mutexes.</summary>
public enum SignalKind
{
    /// <summary>The semaphore is gone: errno 43 (EIDRM) or 22 (EINVAL) on a lock or unlock.</summary>
    Removed,

    /// <summary>A semaphore could not be made: errno 28 (ENOSPC).</summary>
    Exhausted,

    /// <summary>The lock file or its directory cannot be used: errno 13, 2, 30, 37 or 5.</summary>
    Permission,

    /// <summary>The kernel lacks the mechanism: errno 38 or 95.</summary>
    Unsupported,

    /// <summary>A child of an old generation met a mutex of the old generation. Harmless.</summary>
    StaleGeneration,

    /// <summary>Follows from one of the others; says nothing of the cause by itself.</summary>
    Consequence,
}
