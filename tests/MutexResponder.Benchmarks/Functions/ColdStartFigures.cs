using MutexResponder.Benchmarks.Measuring;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>All runs of one build: times in milliseconds, memory in bytes.</summary>
internal sealed class ColdStartFigures(IReadOnlyList<ColdStartRun> runs)
{
    public Samples FirstPoll { get; } = new(runs.Select(run => run.ToFirstPoll.TotalMilliseconds));

    public Samples FirstStep { get; } = new(runs.Select(run => run.ToFirstStep.TotalMilliseconds));

    public Samples WarmStep { get; } = new(runs.Select(run => run.WarmStep.TotalMilliseconds));

    public Samples PeakMemory { get; } = new(runs.Select(run => (double)run.PeakMemoryBytes));
}
