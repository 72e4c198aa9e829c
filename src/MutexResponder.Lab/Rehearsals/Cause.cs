namespace MutexResponder.Lab.Rehearsals;

/// <summary>What goes wrong in a rehearsal. All of it is made on a real Apache; what cannot be made is said where it is played.</summary>
public enum Cause
{
    /// <summary>The last logout of Apache's user: its semaphores are removed under it.</summary>
    Removed,

    /// <summary>Nothing: somebody writes the line of a removed mutex into the log of a healthy server.</summary>
    Forged,

    /// <summary>As <see cref="Removed"/> under the worker MPM: the parent lives and makes children that die.</summary>
    WorkerLoop,

    /// <summary>Killed parents left so many semaphores that the kernel grants no more: Apache cannot start.</summary>
    Exhausted,

    /// <summary>As <see cref="Removed"/>, while somebody's half-done edit makes the configuration test fail.</summary>
    ConfigBroken,

    /// <summary>Apache was stopped in order, and then somebody writes the line.</summary>
    StoppedOnPurpose,

    /// <summary>As <see cref="Removed"/>, with a directive that sets the accept mutex by name: our line would not reach it.</summary>
    ExplicitMpmAccept,

    /// <summary>The remedy has been applied long ago, and somebody writes the line.</summary>
    AlreadyFixed,

    /// <summary>Nothing yet: the sites serve under load and will fail at the next logout, which then comes.</summary>
    AtRisk,

    /// <summary>A graceful restart, and a line as its race can leave one.</summary>
    GracefulNoise,

    /// <summary>As <see cref="Removed"/>, with a log that goes through a pipe: no file on the machine says why, a forwarded line does.</summary>
    PipedLog,

    /// <summary>The same with a log that goes to syslog.</summary>
    Syslog,

    /// <summary>As <see cref="Removed"/>, with a log whose lines are JSON.</summary>
    JsonLog,

    /// <summary>As <see cref="Removed"/>, with a module that makes a semaphore of its own past every Mutex line, as ModSecurity 2.9 does.</summary>
    ModuleArray,
}
