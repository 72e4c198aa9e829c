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

    /// <summary>What became of one event: dimensions <c>Event</c> and <c>Outcome</c>.</summary>
    public void CountEvent(string eventName, string outcome, string? reason, string? instanceId) =>
        Write("Events", [("Event", eventName), ("Outcome", outcome)], reason, instanceId);

    /// <summary>An instance was not looked at, or a request not followed: dimension <c>Reason</c>.</summary>
    public void CountRefusal(string reason, string? instanceId) =>
        Write("Refusals", [("Reason", reason)], null, instanceId);

    /// <summary>A reconcile of one instance failed: dimension <c>Reason</c>.</summary>
    public void CountFailure(string reason, string? instanceId) =>
        Write("Failures", [("Reason", reason)], null, instanceId);

    private void Write(string metric, ReadOnlySpan<(string Name, string Value)> dimensions, string? reason, string? instanceId)
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
        json.WriteString("Unit", "Count");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        foreach ((string name, string value) in dimensions)
        {
            json.WriteString(name, value);
        }

        json.WriteNumber(metric, 1);
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
