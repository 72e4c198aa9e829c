namespace MutexResponder.Lab.Instances;

/// <summary>How the run of a script ended.</summary>
public enum ScriptOutcome
{
    /// <summary>The script ended and left an exit status.</summary>
    Completed,

    /// <summary>It was killed, with its process group, when its time was over.</summary>
    TimedOut,

    /// <summary>The instance was down, or went down before the script had ended.</summary>
    InstanceWentDown,
}
