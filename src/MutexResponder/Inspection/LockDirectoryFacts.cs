namespace MutexResponder.Inspection;

/// <summary>The directory that the remedy puts lock files in.</summary>
/// <param name="Path">Such as <c>/var/lock/apache2</c>.</param>
/// <param name="Exists">Whether it is there now. apachectl makes it at every start on Debian and Ubuntu.</param>
/// <param name="FileSystem">The file system's type as stat(1) names it, empty where unknown.</param>
public sealed record LockDirectoryFacts(string Path, bool Exists, string FileSystem)
{
    /// <summary>fcntl locks are not to be trusted on these.</summary>
    public bool IsOnNetworkFileSystem =>
        FileSystem.StartsWith("nfs", StringComparison.OrdinalIgnoreCase)
        || FileSystem.StartsWith("cifs", StringComparison.OrdinalIgnoreCase)
        || FileSystem.StartsWith("smb", StringComparison.OrdinalIgnoreCase)
        || FileSystem.StartsWith("fuse", StringComparison.OrdinalIgnoreCase);
}
