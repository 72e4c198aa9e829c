using System.Text.Json.Nodes;

namespace MutexResponder.Tests.Infra.Support;

/// <summary>
/// EventBridge's matching as far as the template uses it: nested objects, and lists of exact texts of which one must be equal
/// (EventBridge User Guide, "Event patterns"). Any other operator is refused rather than taken for a match.
/// </summary>
internal static class EventPattern
{
    public static bool Matches(JsonNode? pattern, JsonNode? value) => pattern switch
    {
        JsonObject fields => value is JsonObject map && fields.All(field => map.ContainsKey(field.Key) && Matches(field.Value, map[field.Key])),
        JsonArray choices => choices.Any(choice => IsText(choice, out string text) && value is JsonValue scalar && scalar.TryGetValue(out string? actual) && actual == text),
        _ => throw new NotSupportedException($"The pattern {pattern?.ToJsonString()} is no object and no list."),
    };

    private static bool IsText(JsonNode? choice, out string text)
    {
        text = choice is JsonValue value && value.TryGetValue(out string? found)
            ? found
            : throw new NotSupportedException($"The operator {choice?.ToJsonString()} is not handled here.");
        return true;
    }
}
