namespace MutexResponder.Inspection;

/// <summary>Mechanisms of Apache's <c>Mutex</c> directive, as DUMP_RUN_CFG names them (httpd server/util_mutex.c).</summary>
public enum MutexMechanism
{
    /// <summary>Not known; never a reason to act.</summary>
    Unknown,

    /// <summary>System V semaphores: what RemoveIPC removes.</summary>
    SysVSem,

    /// <summary>POSIX semaphores, unlinked at once: cannot be removed, and hang where a holder crashes.</summary>
    PosixSem,

    /// <summary>Robust pthread mutex in anonymous shared memory.</summary>
    Pthread,

    /// <summary>fcntl lock on an unlinked file: what <c>file:</c> means on Linux, and our remedy.</summary>
    Fcntl,

    Flock,

    /// <summary>No mutex at all.</summary>
    None,
}
