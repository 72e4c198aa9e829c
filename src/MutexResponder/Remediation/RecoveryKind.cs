namespace MutexResponder.Remediation;

/// <summary>How the instance gets back to serving after the configuration is fixed.</summary>
public enum RecoveryKind
{
    /// <summary>Reboot the instance: what the engineer did that night, and the default.</summary>
    Reboot,

    /// <summary>End the orphan that holds the ports, then stop and start Apache.</summary>
    Restart,
}
