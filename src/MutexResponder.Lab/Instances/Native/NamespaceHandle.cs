using Microsoft.Win32.SafeHandles;

namespace MutexResponder.Lab.Instances.Native;

/// <summary>An open namespace: it stays alive as long as this handle, and so must be closed with its boot.</summary>
internal sealed class NamespaceHandle : SafeHandleMinusOneIsInvalid
{
    public NamespaceHandle(nint descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    protected override bool ReleaseHandle() => Libc.Close(handle) == 0;
}
