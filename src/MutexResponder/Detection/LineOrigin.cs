namespace MutexResponder.Detection;

/// <summary>Which program a line's syslog prefix names.</summary>
internal enum LineOrigin
{
    /// <summary>There is no syslog prefix.</summary>
    Unsaid,

    /// <summary>apache2, apachectl, httpd and the like.</summary>
    Apache,

    Other,
}
