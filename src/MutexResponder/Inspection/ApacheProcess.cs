using System.Globalization;

namespace MutexResponder.Inspection;

/// <summary>One process whose executable or name is Apache's, from <c>/proc</c>.</summary>
/// <param name="Pid">Its id in the pid namespace of the script.</param>
/// <param name="ParentPid">Its parent; 1 (or a reaper) for an orphan.</param>
/// <param name="Uid">The effective user.</param>
/// <param name="State">One letter of proc(5); Z has ended already.</param>
/// <param name="StartTicks">Start time in clock ticks (1/100 s) after the kernel started.</param>
/// <param name="IpcNamespace">Inode of its IPC namespace, empty where unreadable.</param>
/// <param name="PidNamespace">Inode of its PID namespace, empty where unreadable.</param>
/// <param name="Name">The command name.</param>
public sealed record ApacheProcess(
    int Pid, int ParentPid, int Uid, char State, long StartTicks, string IpcNamespace, string PidNamespace, string Name)
{
    /// <summary>Reads <c>pid ppid uid state start_ticks ipc_ns pid_ns comm</c>; null for anything else. Never throws.</summary>
    public static ApacheProcess? TryRead(string line)
    {
        string[] f = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return f.Length >= 8
            && int.TryParse(f[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            && int.TryParse(f[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parent)
            && int.TryParse(f[2], NumberStyles.None, CultureInfo.InvariantCulture, out int uid)
            && f[3].Length == 1
            && long.TryParse(f[4], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            ? new ApacheProcess(pid, parent, uid, f[3][0], ticks, f[5], f[6], f[7])
            : null;
    }
}
