namespace MutexResponder.Benchmarks.Functions;

/// <summary>One start of one process, and its first step.</summary>
/// <param name="ToFirstPoll">From the start of the process to its first request for work.</param>
/// <param name="ToFirstStep">From the start of the process to the inspection's SendCommand; null where it sends none.</param>
/// <param name="WarmStep">A second incident's first step in the same process, from the log event to SendCommand; null where it sends none.</param>
/// <param name="PeakMemoryBytes">The most memory it ever had resident (VmHWM), read after both steps.</param>
internal sealed record ColdStartRun(TimeSpan ToFirstPoll, TimeSpan? ToFirstStep, TimeSpan? WarmStep, long PeakMemoryBytes);
