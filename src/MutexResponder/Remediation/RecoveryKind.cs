namespace MutexResponder.Remediation;

/// <summary>How the running server gets onto the configuration after it is fixed.</summary>
public enum RecoveryKind
{
    /// <summary>Reboot the instance: what the engineer did that night, and the default.</summary>
    Reboot,

    /// <summary>End the orphan that holds the ports, then stop and start Apache.</summary>
    Restart,

    /// <summary>A graceful reload while it serves: the parent stays, and no request is lost. For prevention alone, where nothing is down.</summary>
    Reload,
}

/// <summary>The words of the scripts and documents for them.</summary>
public static class RecoveryKinds
{
    public static string Word(this RecoveryKind recovery) => recovery switch
    {
        RecoveryKind.Restart => "restart",
        RecoveryKind.Reload => "reload",
        _ => "reboot",
    };
}
