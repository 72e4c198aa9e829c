namespace MutexResponder.Remediation;

/// <summary>What is changed in the configuration.</summary>
public enum Remedy
{
    /// <summary>Nothing: the file on disk is right already, only the running server is not.</summary>
    None,

    /// <summary>Debian, Ubuntu: <c>conf-available/mutex-file.conf</c> and a2enconf.</summary>
    ConfAvailable,

    /// <summary>Debian, Ubuntu: take the comment mark off the shipped line in apache2.conf.</summary>
    Uncomment,

    /// <summary>RHEL family, SUSE: <c>conf.d/00-mutex.conf</c>.</summary>
    ConfD,

    /// <summary>A source build, which includes no folder: the line at the end of the main configuration.</summary>
    Append,
}

/// <summary>The words of the scripts and documents for them.</summary>
public static class Remedies
{
    public static string Word(this Remedy remedy) => remedy switch
    {
        Remedy.ConfAvailable => "conf-available",
        Remedy.Uncomment => "uncomment",
        Remedy.ConfD => "conf-d",
        Remedy.Append => "append",
        _ => "none",
    };

    /// <summary>Null for a word that is none of them.</summary>
    public static Remedy? Parse(string word) => word switch
    {
        "conf-available" => Remedy.ConfAvailable,
        "uncomment" => Remedy.Uncomment,
        "conf-d" => Remedy.ConfD,
        "append" => Remedy.Append,
        "none" => Remedy.None,
        _ => null,
    };
}

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

/// <summary>Where the <c>Mutex file:… default</c> line goes on Debian and Ubuntu.</summary>
public enum RemedyStyle
{
    /// <summary>A file of its own, <c>conf-available/mutex-file.conf</c>, enabled with a2enconf.</summary>
    ConfAvailable,

    /// <summary>The line that Debian ships commented out in apache2.conf.</summary>
    Uncomment,
}
