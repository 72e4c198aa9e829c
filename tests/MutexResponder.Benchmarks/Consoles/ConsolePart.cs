using MutexResponder.Benchmarks.Measuring;
using MutexResponder.Benchmarks.Reporting;

namespace MutexResponder.Benchmarks.Consoles;

/// <summary>What it costs to draw the console's pages.</summary>
internal static class ConsolePart
{
    private const double MaxMilliseconds = 100;

    public static Section Measure(bool isQuick)
    {
        IReadOnlyDictionary<string, InProcessResult> results = InProcess.Run<ConsoleBenchmarks>(isQuick);
        var pages = new ConsoleBenchmarks();
        var table = new MarkdownTable("A page of the console", "Time", "Allocated", "Characters");
        foreach ((string method, string name, string page) in new[]
        {
            (nameof(ConsoleBenchmarks.Fleet), "the fleet, 1,000 open incidents and 1,000 machines at risk", pages.Fleet()),
            (nameof(ConsoleBenchmarks.Incident), "an incident, 24,000 characters of evidence twice", pages.Incident()),
        })
        {
            table.Add(name, Figure.Milliseconds(results[method].Time.TotalMilliseconds), $"{Figure.Count(results[method].AllocatedBytes / 1000.0)} kB", Figure.Count(page.Length));
        }

        double slowest = results.Values.Max(result => result.Time.TotalMilliseconds);
        return new Section("The console", table, [new Claim("a page takes less than 100 ms", Figure.Milliseconds(slowest), slowest < MaxMilliseconds)], ["By BenchmarkDotNet in one process, the fastest of its iterations."]);
    }
}
