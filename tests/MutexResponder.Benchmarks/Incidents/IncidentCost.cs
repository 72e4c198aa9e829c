using System.Collections.Immutable;

namespace MutexResponder.Benchmarks.Incidents;

/// <summary>What some incidents cost, from their log lines to the last answer of the function.</summary>
/// <param name="IncidentCount">How many there were, all at once.</param>
/// <param name="Time">From the first log line to the last answer.</param>
/// <param name="InvocationCount">Invocations of the function.</param>
/// <param name="Calls">AWS calls by operation.</param>
internal sealed record IncidentCost(int IncidentCount, TimeSpan Time, int InvocationCount, ImmutableSortedDictionary<string, int> Calls)
{
    private const string StorePrefix = "dynamodb:";

    public double MillisecondsPerIncident => Time.TotalMilliseconds / IncidentCount;

    public double InvocationsPerIncident => (double)InvocationCount / IncidentCount;

    public double StoreCallsPerIncident => CallsPerIncident(operation => operation.StartsWith(StorePrefix, StringComparison.Ordinal));

    public double OtherCallsPerIncident => CallsPerIncident(operation => !operation.StartsWith(StorePrefix, StringComparison.Ordinal));

    private double CallsPerIncident(Func<string, bool> isCounted) => (double)Calls.Where(call => isCounted(call.Key)).Sum(call => call.Value) / IncidentCount;
}
