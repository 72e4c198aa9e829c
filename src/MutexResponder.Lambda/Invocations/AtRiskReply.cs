using System.Text.Json.Serialization;

namespace MutexResponder.Lambda.Invocations;

/// <summary>An instance that serves now and will fail at the next logout of Apache's user.</summary>
public sealed record AtRiskReply(
    [property: JsonPropertyName("instanceId")] string InstanceId,
    [property: JsonPropertyName("incidentId")] string? IncidentId,
    [property: JsonPropertyName("summary")] string Summary);
