namespace MutexResponder.Lab.Instances.Native;

/// <summary>Who is whose child.</summary>
internal static class ProcessTree
{
    /// <summary>The children of a process, zombies not counted; empty where there is no such process.</summary>
    public static IReadOnlyList<RunningProcess> ChildrenOf(int parent) => [.. RunningProcess.All().Where(process => process.ParentPid == parent)];

    /// <summary>
    /// The nearest descendant that is pid 1 of a pid namespace of its own (proc(5), NSpid of /proc/PID/status), or null where there is none.
    /// </summary>
    public static RunningProcess? InitBelow(int ancestor)
    {
        Queue<RunningProcess> processes = new(ChildrenOf(ancestor));
        while (processes.TryDequeue(out RunningProcess? process))
        {
            if (IsInit(process.Pid))
            {
                return process;
            }

            foreach (RunningProcess child in ChildrenOf(process.Pid))
            {
                processes.Enqueue(child);
            }
        }

        return null;
    }

    // "NSpid:", then its pid in each namespace, the innermost last.
    private static bool IsInit(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal))?.Split('\t') is { Length: > 2 } fields
                && fields[^1] == "1";
        }
        catch (IOException)
        {
            return false; // it ended meanwhile
        }
    }
}
