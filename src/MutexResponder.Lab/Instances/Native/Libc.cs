using System.Runtime.InteropServices;

namespace MutexResponder.Lab.Instances.Native;

/// <summary>The few calls of the C library that .NET has no name for. All set errno.</summary>
internal static partial class Libc
{
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int NewNetworkNamespace = 0x40000000; // CLONE_NEWNET, linux/sched.h
    private const int ReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC, the same on x64 and arm64

    /// <summary>A handle on a namespace file such as <c>/proc/PID/ns/net</c>. .NET's own opening would try to lock it.</summary>
    public static NamespaceHandle OpenNamespace(string path)
    {
        int descriptor = Open(path, ReadOnlyCloseOnExec);
        return descriptor >= 0
            ? new NamespaceHandle(descriptor)
            : throw new LabException($"{path} could not be opened: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(nint descriptor);

    /// <summary>setns(2): moves the calling thread only.</summary>
    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(NamespaceHandle handle, int kind);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Statx(int directory, string path, int flags, uint mask, Span<byte> result);
}
