using System.Text.Json;
using System.Text.Json.Serialization;
using MutexResponder.Incidents;

namespace MutexResponder.Lambda.Invocations;

/// <summary>What an invocation answers; for the asynchronous ones it is a record in the tests and in the destination.</summary>
public sealed record FunctionReply
{
    /// <summary><c>accepted</c>, <c>ignored</c> or <c>refused</c>.</summary>
    [JsonPropertyName("outcome")]
    public required string Outcome { get; init; }

    /// <summary>The kind of event, such as <c>log-delivery</c>.</summary>
    [JsonPropertyName("event")]
    public required string Event { get; init; }

    /// <summary>A short fixed code that says why; null where nothing needs saying.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; init; }

    /// <summary>The whole answer in words for a person.</summary>
    [JsonPropertyName("summary")]
    public required string Summary { get; init; }

    [JsonPropertyName("instanceId")]
    public string? InstanceId { get; init; }

    [JsonPropertyName("incidentId")]
    public string? IncidentId { get; init; }

    /// <summary>The incident's phase by its name in the code, such as <c>Resolved</c>.</summary>
    [JsonPropertyName("phase")]
    public string? Phase { get; init; }

    /// <summary>The plan that waits for an answer, by its digest.</summary>
    [JsonPropertyName("plan")]
    public string? Plan { get; init; }

    /// <summary>With a sweep: the instances that will fail at the next logout, and what to do before.</summary>
    [JsonPropertyName("atRisk")]
    public IReadOnlyList<AtRiskReply>? AtRisk { get; init; }

    /// <summary>With a tick or a sweep: each instance that was looked at.</summary>
    [JsonPropertyName("instances")]
    public IReadOnlyList<InstanceReply>? Instances { get; init; }

    /// <summary>With <c>status</c>: the incident report in Markdown, in the stack's language. With <c>report</c>: a text, or the object where JSON was asked for.</summary>
    [JsonPropertyName("report")]
    public JsonElement? Report { get; init; }

    /// <summary>With <c>status</c>: the whole record, as the store keeps it.</summary>
    [JsonPropertyName("record")]
    public JsonElement? Record { get; init; }

    /// <summary>With a manual request that was not followed: what is wrong with it.</summary>
    [JsonPropertyName("error")]
    public ReplyError? Error { get; init; }

    /// <summary>With a dashboard's widget: the page, which is then the whole answer.</summary>
    [JsonIgnore]
    public string? Page { get; init; }

    /// <summary>What Lambda is answered, in UTF-8: a JSON string where it is a page, as custom widgets demand, else this object.</summary>
    public byte[] ToJson() => Page is { } page
        ? JsonSerializer.SerializeToUtf8Bytes(page, ReplyJson.Readable.String)
        : JsonSerializer.SerializeToUtf8Bytes(this, ReplyJson.Readable.FunctionReply);

    /// <summary>The same for a serializer of somebody else's.</summary>
    public JsonElement ToElement() => Page is { } page
        ? JsonSerializer.SerializeToElement(page, ReplyJson.Readable.String)
        : JsonSerializer.SerializeToElement(this, ReplyJson.Readable.FunctionReply);
}
