using System.Globalization;

namespace MutexResponder.EndToEnd.Instances;

/// <summary>One process of the machine; its start time tells it from a later one with the same pid (proc(5), /proc/PID/stat).</summary>
internal sealed record RunningProcess(int Pid, string Name, string StartTicks)
{
    /// <summary>All processes that share a pid namespace with one of these.</summary>
    public static List<RunningProcess> InNamespacesOf(IEnumerable<int> pids)
    {
        HashSet<string?> namespaces = [.. pids.Select(NamespaceOf)];
        return [.. Directory.EnumerateDirectories("/proc")
            .Select(directory => int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0)
            .Where(pid => pid > 0 && NamespaceOf(pid) is { } world && namespaces.Contains(world))
            .Select(Read)
            .OfType<RunningProcess>()];
    }

    /// <summary>Whether it is there and no zombie: a zombie has no namespace any more.</summary>
    public bool IsStillRunning() => Read(Pid) == this && NamespaceOf(Pid) is not null;

    private static RunningProcess? Read(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            int nameEnd = stat.LastIndexOf(')');
            string name = stat[(stat.IndexOf('(') + 1)..nameEnd];
            return new RunningProcess(pid, name, stat[(nameEnd + 2)..].Split(' ')[19]);
        }
        catch (IOException)
        {
            return null; // it ended meanwhile
        }
    }

    private static string? NamespaceOf(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/pid").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
