using System.Globalization;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>A living process's memory, from <c>/proc/PID/status</c> (proc_pid_status(5)).</summary>
internal static class ProcessMemory
{
    private const string PeakMark = "VmHWM:";
    private const int BytesPerUnit = 1024;

    /// <exception cref="InvalidDataException">The process is gone, or the system does not say.</exception>
    public static long PeakResidentBytes(int processId) =>
        ReadPeakBytes(File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status")));

    /// <summary>The value of the line <c>VmHWM:    12345 kB</c>.</summary>
    /// <exception cref="InvalidDataException">There is no such line.</exception>
    public static long ReadPeakBytes(IEnumerable<string> status)
    {
        string line = status.FirstOrDefault(l => l.StartsWith(PeakMark, StringComparison.Ordinal)) ?? throw new InvalidDataException("The process's status has no VmHWM.");
        string value = line[PeakMark.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes)
            ? kilobytes * BytesPerUnit
            : throw new InvalidDataException($"VmHWM is '{value}'.");
    }
}
