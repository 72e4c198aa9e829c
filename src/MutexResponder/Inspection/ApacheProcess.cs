using System.Globalization;

namespace MutexResponder.Inspection;

/// <summary>What a process that runs the server's file is to the main Apache; the collect script tells it by what the kernel says.</summary>
public enum ProcessRole
{
    /// <summary>That of the main pid file, root's own.</summary>
    Parent,

    /// <summary>Below the parent.</summary>
    Child,

    /// <summary>Of the main Apache, whose parent is dead.</summary>
    Orphan,

    /// <summary>Another Apache on this machine, with another configuration or user: nobody's business here.</summary>
    Other,

    /// <summary>In another IPC or pid namespace.</summary>
    Elsewhere,
}

/// <summary>One process that runs the server's file, from <c>/proc</c>.</summary>
/// <param name="Pid">Its id in the pid namespace of the script.</param>
/// <param name="ParentPid">Its parent; 1 (or a reaper) for an orphan.</param>
/// <param name="Uid">Its user; null where it has several.</param>
/// <param name="State">One letter of proc(5).</param>
/// <param name="StartTicks">Start time in clock ticks (1/100 s) after the kernel started.</param>
/// <param name="Role">What it is to the main Apache.</param>
public sealed record ApacheProcess(int Pid, int ParentPid, int? Uid, char State, long StartTicks, ProcessRole Role)
{
    /// <summary>Reads <c>pid ppid uid state start_ticks role</c>; null for anything else. Never throws.</summary>
    public static ApacheProcess? TryRead(string line)
    {
        string[] f = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return f.Length == 6
            && int.TryParse(f[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            && int.TryParse(f[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parent)
            && f[3].Length == 1
            && long.TryParse(f[4], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            && ReadRole(f[5]) is { } role
            ? new ApacheProcess(pid, parent, int.TryParse(f[2], NumberStyles.None, CultureInfo.InvariantCulture, out int uid) ? uid : null, f[3][0], ticks, role)
            : null;
    }

    private static ProcessRole? ReadRole(string word) => word switch
    {
        "parent" => ProcessRole.Parent,
        "child" => ProcessRole.Child,
        "orphan" => ProcessRole.Orphan,
        "other" => ProcessRole.Other,
        "elsewhere" => ProcessRole.Elsewhere,
        _ => null,
    };
}
