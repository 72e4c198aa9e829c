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

    /// <summary>RHEL family: <c>conf.d/00-mutex.conf</c>.</summary>
    ConfD,
}
