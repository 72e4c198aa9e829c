using System.Text.Json.Serialization;

namespace MutexResponder.Lambda.Invocations;

/// <summary>How many of the opted-in instances stand how, and how old the oldest look at one of them is.</summary>
/// <param name="Count">All that are kept.</param>
/// <param name="AtRisk">They serve, and will not.</param>
/// <param name="Safe">No logout takes anything from them.</param>
/// <param name="Exposed">Safe by chance alone: no line of their configuration sees to it.</param>
/// <param name="Unknown">They do not serve, or something could not be found out.</param>
/// <param name="NotYet">Found, and not looked at yet.</param>
/// <param name="OldestLookAt">The oldest look that still stands; null where there was none.</param>
public sealed record FleetReply(
    [property: JsonPropertyName("count")] int Count,
    [property: JsonPropertyName("atRisk")] int AtRisk,
    [property: JsonPropertyName("safe")] int Safe,
    [property: JsonPropertyName("exposed")] int Exposed,
    [property: JsonPropertyName("unknown")] int Unknown,
    [property: JsonPropertyName("notYet")] int NotYet,
    [property: JsonPropertyName("oldestLookAt")] DateTimeOffset? OldestLookAt);
