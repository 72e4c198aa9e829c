using System.Buffers;
using System.Text.Json;
using MutexResponder.Lambda.Logging;

namespace MutexResponder.Lambda.Metrics;

/// <summary>
/// Counts, as lines of the CloudWatch embedded metric format. A dimension makes a metric of its own and is paid for,
/// so only small closed sets of words are dimensions; an instance id is written beside them as a property.
/// </summary>
public sealed class MetricsWriter(LineOutput output, TimeProvider time)
{
    public const string Namespace = "MutexResponder";

    /// <summary>The dimension of all that is told of the function as a whole; its value is the function's name.</summary>
    public const string FunctionDimension = "Function";

    /// <summary>CloudWatch's unit of plain numbers.</summary>
    public const string Count = "Count";

    /// <summary>CloudWatch's unit of durations in seconds.</summary>
    public const string Seconds = "Seconds";

    /// <summary>What became of one event: dimensions <c>Event</c> and <c>Outcome</c>.</summary>
    public void CountEvent(string eventName, string outcome, string? reason, string? instanceId) =>
        Write("Events", Count, 1, [("Event", eventName), ("Outcome", outcome)], reason, instanceId);

    /// <summary>An instance was not looked at, or a request not followed: dimension <c>Reason</c>.</summary>
    public void CountRefusal(string reason, string? instanceId) =>
        Write("Refusals", Count, 1, [("Reason", reason)], null, instanceId);

    /// <summary>A reconcile of one instance failed: dimension <c>Reason</c>.</summary>
    public void CountFailure(string reason, string? instanceId) =>
        Write("Failures", Count, 1, [("Reason", reason)], null, instanceId);

    /// <summary>One value of one metric.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="unit"><see cref="Count"/> or <see cref="Seconds"/>.</param>
    /// <param name="value">Its value in that unit.</param>
    /// <param name="dimensions">Names and values; each set of values is a metric of its own.</param>
    /// <param name="reason">Written beside it; null for none.</param>
    /// <param name="instanceId">Written beside it; null for none.</param>
    public void Write(string metric, string unit, double value, ReadOnlySpan<(string Name, string Value)> dimensions, string? reason, string? instanceId)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using Utf8JsonWriter json = new(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteStartObject("_aws");
        json.WriteNumber("Timestamp", time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics");
        json.WriteStartObject();
        json.WriteString("Namespace", Namespace);
        json.WriteStartArray("Dimensions");
        json.WriteStartArray();
        foreach ((string name, _) in dimensions)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteStartArray("Metrics");
        json.WriteStartObject();
        json.WriteString("Name", metric);
        json.WriteString("Unit", unit);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        foreach ((string name, string word) in dimensions)
        {
            json.WriteString(name, word);
        }

        json.WriteNumber(metric, value);
        WriteProperty(json, "reason", reason);
        WriteProperty(json, "instance_id", instanceId);
        json.WriteEndObject();
        json.Flush();
        output.Write(buffer.WrittenSpan);
    }

    private static void WriteProperty(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
