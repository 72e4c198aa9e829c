namespace MutexResponder.Remediation;

/// <summary>Where the <c>Mutex file:… default</c> line goes on Debian and Ubuntu.</summary>
public enum RemedyStyle
{
    /// <summary>A file of its own, <c>conf-available/mutex-file.conf</c>, enabled with a2enconf.</summary>
    ConfAvailable,

    /// <summary>The line that Debian ships commented out in apache2.conf.</summary>
    Uncomment,
}
