namespace MutexResponder.Detection;

/// <summary>Which program a line's prefix names.</summary>
internal enum LineOrigin
{
    /// <summary>There is no syslog prefix.</summary>
    Unsaid,

    /// <summary>apache2, apachectl, httpd and the like.</summary>
    Apache,

    /// <summary>A container's runtime put its own prefix before the line.</summary>
    Container,

    Other,
}
