namespace MutexResponder.Detection;

/// <summary>Error numbers of Linux (errno(3)), as Apache prints them in parentheses. Their texts depend on the locale.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoSuchFile = 2;
    public const int InputOutput = 5;
    public const int AccessDenied = 13;
    public const int FileExists = 17;

    /// <summary>EINVAL: the id no longer names a semaphore set (semop(2)).</summary>
    public const int InvalidArgument = 22;
    public const int NoSpaceLeft = 28;
    public const int ReadOnlyFileSystem = 30;
    public const int NoLocksAvailable = 37;
    public const int NotImplemented = 38;

    /// <summary>EIDRM: the set was removed while the process waited on it (semop(2)).</summary>
    public const int IdentifierRemoved = 43;
    public const int NotSupported = 95;
}
