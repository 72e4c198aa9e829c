using MutexResponder.Benchmarks.Measuring;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>All runs of one build: times in milliseconds, memory in bytes. Null for the steps of a build that makes none.</summary>
internal sealed class ColdStartFigures(IReadOnlyList<ColdStartRun> runs)
{
    public Samples FirstPoll { get; } = new(runs.Select(run => run.ToFirstPoll.TotalMilliseconds));

    public Samples? FirstStep { get; } = Steps(runs.Select(run => run.ToFirstStep));

    public Samples? WarmStep { get; } = Steps(runs.Select(run => run.WarmStep));

    public Samples PeakMemory { get; } = new(runs.Select(run => (double)run.PeakMemoryBytes));

    private static Samples? Steps(IEnumerable<TimeSpan?> times) => times.All(time => time is null) ? null : new Samples(times.Select(time => time!.Value.TotalMilliseconds));
}
