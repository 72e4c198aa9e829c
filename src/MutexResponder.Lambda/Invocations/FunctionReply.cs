using System.Text.Json;
using System.Text.Json.Serialization;
using MutexResponder.Wording;

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

    /// <summary>The whole answer; null in a page.</summary>
    [JsonIgnore]
    public Statement? Told { get; init; }

    /// <summary>The same in words where a person asked, else as its code: an event's answer is read by machines.</summary>
    [JsonPropertyName("summary")]
    public string Summary { get => field ?? Told?.ToString() ?? ""; init; }

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

    /// <summary>With <c>fleet</c> or a sweep: the instances at risk, those of the soonest end first.</summary>
    [JsonPropertyName("atRisk")]
    public IReadOnlyList<AtRiskReply>? AtRisk { get; init; }

    /// <summary>With <c>fleet</c> or a sweep: the counts.</summary>
    [JsonPropertyName("fleet")]
    public FleetReply? Fleet { get; init; }

    /// <summary>With a tick: each instance that was looked at.</summary>
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

    public FunctionReply In(ReportLanguage language) => this with { Summary = language.Words.Say(Told!) };

    /// <summary>What Lambda is answered, in UTF-8: a JSON string where it is a page, as custom widgets demand, else this object.</summary>
    public byte[] ToJson() => Page is { } page
        ? JsonSerializer.SerializeToUtf8Bytes(page, ReplyJson.Readable.String)
        : JsonSerializer.SerializeToUtf8Bytes(this, ReplyJson.Readable.FunctionReply);

    /// <summary>The same for a serializer of somebody else's.</summary>
    public JsonElement ToElement() => Page is { } page
        ? JsonSerializer.SerializeToElement(page, ReplyJson.Readable.String)
        : JsonSerializer.SerializeToElement(this, ReplyJson.Readable.FunctionReply);
}

/// <summary>Why a manual request was not followed.</summary>
/// <param name="Code">A short fixed code.</param>
/// <param name="Message">The same in a sentence.</param>
/// <param name="Allowed">What would be taken instead; null where no list can say it.</param>
public sealed record ReplyError(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("allowed")] IReadOnlyList<string>? Allowed);

/// <summary>What a tick did for one instance.</summary>
public sealed record InstanceReply(
    [property: JsonPropertyName("instanceId")] string InstanceId,
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("incidentId")] string? IncidentId,
    [property: JsonPropertyName("phase")] string? Phase);

/// <summary>An instance that serves now and will not: what will take it down, and when it was looked at.</summary>
public sealed record AtRiskReply(
    [property: JsonPropertyName("instanceId")] string InstanceId,
    [property: JsonPropertyName("summary")] string Summary,
    [property: JsonPropertyName("lookedAt")] DateTimeOffset? LookedAt);

/// <summary>The words of <see cref="FunctionReply.Outcome"/>, which are also the values of a metric's dimension.</summary>
public static class Outcome
{
    /// <summary>An instance was looked at.</summary>
    public const string Accepted = "accepted";

    /// <summary>Nothing had to be done.</summary>
    public const string Ignored = "ignored";

    /// <summary>Something was asked for that is not done, for the reason given.</summary>
    public const string Refused = "refused";

    /// <summary>One instance of a tick could not be looked at.</summary>
    public const string Failed = "failed";
}
