using System.Runtime.InteropServices;

namespace MutexResponder.Lab.Instances.Native;

/// <summary>Which file a path names at this moment: a rotated log is another file under the same name.</summary>
internal readonly record struct FileIdentity(ulong Inode)
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint InodeWanted = 0x100; // STATX_INO
    private const int InodeOffset = 32; // struct statx is laid out alike on all architectures (linux/stat.h)

    /// <summary>Null where the path names nothing.</summary>
    public static FileIdentity? Of(string path)
    {
        Span<byte> status = stackalloc byte[256];
        if (Libc.Statx(CurrentDirectory, path, 0, InodeWanted, status) != 0)
        {
            return null;
        }

        ReadOnlySpan<byte> inode = status[InodeOffset..];
        return new FileIdentity(MemoryMarshal.Read<ulong>(inode));
    }
}
