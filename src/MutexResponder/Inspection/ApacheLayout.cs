namespace MutexResponder.Inspection;

/// <summary>Whose packaging the server follows; it decides where the remedy goes.</summary>
public enum ApacheLayout
{
    /// <summary><c>/etc/apache2</c>, apache2ctl, a2enconf.</summary>
    Debian,

    /// <summary><c>/etc/httpd</c>, conf.d: RHEL, Amazon Linux, Fedora.</summary>
    RedHat,
}
