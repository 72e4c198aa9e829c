using MutexResponder.Benchmarks.Measuring;
using MutexResponder.Benchmarks.Reporting;

namespace MutexResponder.Benchmarks.Diagnosis;

/// <summary>What it costs to read evidence and to come to a verdict.</summary>
internal static class DiagnosisPart
{
    private const double MaxMilliseconds = 1;

    public static Section Measure(bool isQuick)
    {
        IReadOnlyDictionary<string, InProcessResult> results = InProcess.Run<DiagnosisBenchmarks>(isQuick);
        var table = new MarkdownTable("Evidence to verdict", "Time", "Allocated");
        foreach ((string method, string name) in new[] { (nameof(DiagnosisBenchmarks.Removed), "Mutex removed, orphan child"), (nameof(DiagnosisBenchmarks.Healthy), "Fixed and running") })
        {
            table.Add(name, Figure.Milliseconds(results[method].Time.TotalMilliseconds), $"{Figure.Count(results[method].AllocatedBytes / 1000.0)} kB");
        }

        double milliseconds = results[nameof(DiagnosisBenchmarks.Removed)].Time.TotalMilliseconds;
        return new Section("Diagnosis", table, [new Claim("a verdict takes less than 1 ms", Figure.Milliseconds(milliseconds), milliseconds < MaxMilliseconds)], ["By BenchmarkDotNet in one process, the fastest of its iterations."]);
    }
}
