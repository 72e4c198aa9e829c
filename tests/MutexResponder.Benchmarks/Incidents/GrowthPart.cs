using MutexResponder.Benchmarks.Functions;
using MutexResponder.Benchmarks.Reporting;

namespace MutexResponder.Benchmarks.Incidents;

/// <summary>Whether many incidents at once cost more each than one does.</summary>
internal static class GrowthPart
{
    public const string Title = "Many incidents at once";

    /// <summary>From ten times as many incidents: twice the time of each would be no straight line any more.</summary>
    private const double MaxGrowth = 2;

    private static readonly int[] Counts = [1, 10, 100, 1_000];
    private static readonly int[] QuickCounts = [1, 10, 100];

    public static async Task<Section> MeasureAsync(FunctionBuild build, bool isQuick, CancellationToken cancellationToken)
    {
        var costs = new List<IncidentCost>();
        foreach (int count in isQuick ? QuickCounts : Counts)
        {
            costs.Add(await IncidentRun.MeasureAsync(build, count, cancellationToken));
        }

        var table = new MarkdownTable("Incidents", "Time", "each", "Invocations each", "SSM and EC2 calls each", "Store calls each");
        foreach (IncidentCost cost in costs)
        {
            table.Add(
                Figure.Count(cost.IncidentCount),
                Figure.Seconds(cost.Time),
                Figure.Milliseconds(cost.MillisecondsPerIncident),
                Figure.Count(cost.InvocationsPerIncident),
                Figure.Count(cost.OtherCallsPerIncident),
                Figure.Count(cost.StoreCallsPerIncident));
        }

        double[] calls = [.. costs.Select(cost => cost.OtherCallsPerIncident + cost.StoreCallsPerIncident).Distinct()];
        double growth = costs[^1].MillisecondsPerIncident / costs[^2].MillisecondsPerIncident;
        return new Section(Title, table, [
            new Claim("the same number of calls for each, however many", string.Join(", ", calls.Select(Figure.Count)), calls.Length == 1),
            new Claim("time in a straight line: each takes less than twice as long as with a tenth as many", Figure.Ratio(growth), growth < MaxGrowth),
        ], [
            $"{build.Name}, one process that serves one invocation after another, on scripted machines that answer at once; the time is the function's and the lab's together.",
        ]);
    }
}
