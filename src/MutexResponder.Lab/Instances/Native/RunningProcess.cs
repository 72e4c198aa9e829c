using System.Globalization;

namespace MutexResponder.Lab.Instances.Native;

/// <summary>
/// One process of the machine, as /proc/PID/stat has it (proc(5)); pids are those of the lab's own pid namespace. A busy machine gives a pid
/// again within a minute: only the start, in clock ticks since the machine's, tells a process from a later one with its pid.
/// </summary>
internal sealed record RunningProcess(int Pid, int ParentPid, string Name, string StartTicks)
{
    /// <summary>Whether it is still there and no zombie, by whatever name.</summary>
    public bool IsAlive => Of(Pid)?.StartTicks == StartTicks;

    /// <summary>All of the machine, zombies not counted.</summary>
    public static IEnumerable<RunningProcess> All() =>
        Directory.EnumerateDirectories("/proc")
            .Select(directory => int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? Of(pid) : null)
            .OfType<RunningProcess>();

    /// <summary>The process that has the pid now; null where none has it, or a zombie.</summary>
    public static RunningProcess? Of(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (IOException)
        {
            return null; // it ended meanwhile
        }

        // The command's name stands in parentheses and may itself hold blanks and parentheses; its state follows, the file's third field.
        int nameEnd = stat.LastIndexOf(')');
        string[] fields = stat[(nameEnd + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is [not ("Z" or "X"), { } parent, ..] && fields.Length > 19
            ? new RunningProcess(pid, int.Parse(parent, CultureInfo.InvariantCulture), stat[(stat.IndexOf('(') + 1)..nameEnd], fields[19])
            : null;
    }
}
