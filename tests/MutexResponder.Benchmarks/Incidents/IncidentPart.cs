using MutexResponder.Benchmarks.Functions;
using MutexResponder.Benchmarks.Reporting;

namespace MutexResponder.Benchmarks.Incidents;

/// <summary>What one incident costs AWS.</summary>
internal static class IncidentPart
{
    public const string Title = "One incident";

    private const int MaxInvocations = 4;
    private const int MaxCalls = 20;

    public static async Task<Section> MeasureAsync(FunctionBuild build, CancellationToken cancellationToken)
    {
        IncidentCost cost = await IncidentRun.MeasureAsync(build, 1, cancellationToken);
        var table = new MarkdownTable("From the log line to the report", "Count");
        table.Add("invocations", Figure.Count(cost.InvocationCount));
        foreach ((string operation, int count) in cost.Calls.Where(call => call.Value > 0))
        {
            table.Add(operation, Figure.Count(count));
        }

        double all = cost.OtherCallsPerIncident + cost.StoreCallsPerIncident;
        return new Section(Title, table, [
            new Claim("at most 4 invocations", Figure.Count(cost.InvocationCount), cost.InvocationCount <= MaxInvocations),
            new Claim("at most 20 AWS calls, kill switch, OpsItem and store included", Figure.Count(all), all <= MaxCalls),
        ], [
            $"{build.Name}, mode Remediate, recovery by reboot, one batch of log lines, all events delivered.",
            "The instance's first incident, all four steps served by one process. An instance that had one before, and a process that did not serve the step before, read the record: one GetItem each.",
            "With a topic: the end is told, which takes the count of messages and the publishing.",
        ]);
    }
}
