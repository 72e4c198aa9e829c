using System.Collections.Immutable;
using System.Diagnostics;
using MutexResponder.Benchmarks.Functions;

namespace MutexResponder.Benchmarks.Incidents;

/// <summary>Lets so many machines fail at once, and counts what it costs until all are resolved.</summary>
internal static class IncidentRun
{
    /// <summary>A log batch, the end of the inspection, the end of the remediation, the end of the look after it.</summary>
    public const int InvocationsPerIncident = 4;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>One more incident goes before, so that no start is measured here.</summary>
    public static async Task<IncidentCost> MeasureAsync(FunctionBuild build, int incidentCount, CancellationToken cancellationToken)
    {
        await using IncidentStage stage = await IncidentStage.PrepareAsync(build, incidentCount + 1, hasEvents: true, cancellationToken);
        stage.StartFunction();
        stage.Break(stage.Instances[0]);
        await stage.ResolvedAsync(1, Timeout, cancellationToken);
        await stage.ServedAsync(InvocationsPerIncident, Timeout, cancellationToken);
        ImmutableSortedDictionary<string, int> before = Count(stage);

        long start = Stopwatch.GetTimestamp();
        foreach (InstanceId instance in stage.Instances.Skip(1))
        {
            stage.Break(instance);
        }

        await stage.ResolvedAsync(incidentCount, Timeout, cancellationToken);
        await stage.ServedAsync(InvocationsPerIncident * (incidentCount + 1), Timeout, cancellationToken);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return new IncidentCost(
            incidentCount,
            time,
            stage.Aws.Functions.Served.Count - InvocationsPerIncident,
            Count(stage).Select(call => KeyValuePair.Create(call.Key, call.Value - before.GetValueOrDefault(call.Key))).ToImmutableSortedDictionary());
    }

    private static ImmutableSortedDictionary<string, int> Count(IncidentStage stage) => stage.Aws.Journal.Calls
        .GroupBy(call => $"{call.Call.Service}:{call.Call.Operation}")
        .Select(group => KeyValuePair.Create(group.Key, group.Count()))
        .Concat(stage.Table.Counts.Select(count => KeyValuePair.Create($"dynamodb:{count.Key}", count.Value)))
        .ToImmutableSortedDictionary(StringComparer.Ordinal);
}
