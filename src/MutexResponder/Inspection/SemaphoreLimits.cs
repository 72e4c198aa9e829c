using System.Globalization;

namespace MutexResponder.Inspection;

/// <summary>The kernel's limits in this IPC namespace, from <c>/proc/sys/kernel/sem</c> (proc(5)): SEMMSL SEMMNS SEMOPM SEMMNI.</summary>
/// <param name="MaxSemaphores">SEMMNS: semaphores in all arrays together.</param>
/// <param name="MaxArrays">SEMMNI: arrays.</param>
public sealed record SemaphoreLimits(int MaxSemaphores, int MaxArrays)
{
    /// <summary>Reads the file's one line; null for anything else. Never throws.</summary>
    public static SemaphoreLimits? TryRead(string line)
    {
        string[] f = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return f.Length == 4
            && int.TryParse(f[1], NumberStyles.None, CultureInfo.InvariantCulture, out int semaphores)
            && int.TryParse(f[3], NumberStyles.None, CultureInfo.InvariantCulture, out int arrays)
            ? new SemaphoreLimits(semaphores, arrays)
            : null;
    }
}
