namespace MutexResponder.Simulation.Machines;

/// <summary>Apache's processes on one machine in one boot.</summary>
internal sealed class Apache
{
    /// <summary>Null where the parent is dead.</summary>
    public int? ParentPid { get; set; }

    /// <summary>What the pid file says, whether or not that process lives.</summary>
    public int? PidFilePid { get; set; }

    /// <summary>Virtual time. It lies on the disk here, as a source build's does: it outlives a boot.</summary>
    public TimeSpan PidFileWrittenAt { get; set; }

    /// <summary>Virtual time.</summary>
    public TimeSpan StartedAt { get; set; }

    /// <summary>When its children were made: at its start or at a reload. Virtual time.</summary>
    public TimeSpan GenerationAt { get; set; }

    /// <summary>The same by the machine's clock of then, in seconds since 1970: the time of change of what it made.</summary>
    public long LoadedAtSeconds { get; set; }

    /// <summary>The configuration that it took then.</summary>
    public Configuration? Loaded { get; set; }

    public List<int> ChildPids { get; } = [];

    /// <summary>A child without its parent; it holds the ports and answers nobody.</summary>
    public int? OrphanPid { get; set; }

    /// <summary>The running server made its mutex as a file: nobody can take it away.</summary>
    public bool RunsImmune { get; set; }

    /// <summary>Worker: the children die as fast as they start.</summary>
    public bool IsLooping { get; set; }

    /// <summary>The arrays of the running server and of killed ones.</summary>
    public List<Semaphore> Semaphores { get; } = [];

    public bool Answers => ParentPid is not null && !IsLooping;
}
