using MutexResponder.Fleet;

namespace MutexResponder.Lambda.Metrics;

/// <summary>How the fleet stands, at the end of each search: one dimension, the function.</summary>
public sealed class FleetMetrics(MetricsWriter metrics, string functionName)
{
    public void Tell(FleetTally tally)
    {
        ArgumentNullException.ThrowIfNull(tally);
        Write("InstancesAtRisk", tally.AtRiskCount);
        Write("InstancesUnknown", tally.UnknownCount);
    }

    private void Write(string metric, int count) =>
        metrics.Write(metric, MetricsWriter.Count, count, [(MetricsWriter.FunctionDimension, functionName)], null, null);
}
