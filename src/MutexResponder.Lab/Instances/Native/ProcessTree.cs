using System.Globalization;

namespace MutexResponder.Lab.Instances.Native;

/// <summary>Who is whose child, by /proc/PID/stat (proc(5)); pids are those of the lab's own pid namespace.</summary>
internal static class ProcessTree
{
    /// <summary>The children of a process, zombies not counted; empty where there is no such process.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent)
    {
        List<int> children = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && Stat(pid) is (int parentOfIt, not 'Z')
                && parentOfIt == parent)
            {
                children.Add(pid);
            }
        }

        return children;
    }

    /// <summary>
    /// The nearest descendant that is pid 1 of a pid namespace of its own (proc(5), NSpid of /proc/PID/status), or null where there is none.
    /// </summary>
    public static int? InitBelow(int ancestor)
    {
        Queue<int> processes = new(ChildrenOf(ancestor));
        while (processes.TryDequeue(out int pid))
        {
            if (IsInit(pid))
            {
                return pid;
            }

            foreach (int child in ChildrenOf(pid))
            {
                processes.Enqueue(child);
            }
        }

        return null;
    }

    /// <summary>Whether the process exists and is not a zombie.</summary>
    public static bool IsAlive(int pid) => Stat(pid) is (_, not 'Z' and not 'X');

    // "NSpid:", then its pid in each namespace, the innermost last.
    private static bool IsInit(int pid) =>
        Read(pid, "status").Split('\n').FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal))?.Split('\t') is { Length: > 2 } fields && fields[^1] == "1";

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
    }

    private static (int Parent, char State)? Stat(int pid)
    {
        string text = Read(pid, "stat");

        // The command's name stands in parentheses and may itself hold blanks and parentheses.
        string[] fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 2 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parent)
            ? (parent, fields[0][0])
            : null;
    }
}
