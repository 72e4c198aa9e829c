using System.Text.Json.Serialization;
using MutexResponder.Incidents;

namespace MutexResponder.Lambda.Invocations;

/// <summary>What a tick did for one instance.</summary>
public sealed record InstanceReply(
    [property: JsonPropertyName("instanceId")] string InstanceId,
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("incidentId")] string? IncidentId,
    [property: JsonPropertyName("phase")] string? Phase);
