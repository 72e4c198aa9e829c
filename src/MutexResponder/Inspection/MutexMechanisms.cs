namespace MutexResponder.Inspection;

/// <summary>What follows from a mechanism.</summary>
public static class MutexMechanisms
{
    /// <summary>Whether nobody but Apache can take the lock away. Unknown is not immune.</summary>
    public static bool IsImmuneToRemoval(this MutexMechanism mechanism) =>
        mechanism is MutexMechanism.PosixSem or MutexMechanism.Pthread or MutexMechanism.Fcntl or MutexMechanism.Flock or MutexMechanism.None;

    /// <summary>The word after <c>mechanism=</c>; <c>default</c> is not a mechanism and gives Unknown.</summary>
    public static MutexMechanism Parse(string? word) => word switch
    {
        "sysvsem" => MutexMechanism.SysVSem,
        "posixsem" => MutexMechanism.PosixSem,
        "pthread" => MutexMechanism.Pthread,
        "fcntl" => MutexMechanism.Fcntl,
        "flock" => MutexMechanism.Flock,
        "none" => MutexMechanism.None,
        _ => MutexMechanism.Unknown,
    };

    /// <summary>The word that Apache uses.</summary>
    public static string Word(this MutexMechanism mechanism) => mechanism switch
    {
        MutexMechanism.SysVSem => "sysvsem",
        MutexMechanism.PosixSem => "posixsem",
        MutexMechanism.Pthread => "pthread",
        MutexMechanism.Fcntl => "fcntl",
        MutexMechanism.Flock => "flock",
        MutexMechanism.None => "none",
        _ => "unknown",
    };
}
