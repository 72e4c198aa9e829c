using System.Text.Json.Serialization;

namespace MutexResponder.Lambda.Invocations;

/// <summary>Why a manual request was not followed.</summary>
/// <param name="Code">A short fixed code.</param>
/// <param name="Message">The same in a sentence.</param>
/// <param name="Allowed">What would be taken instead; null where no list can say it.</param>
public sealed record ReplyError(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("allowed")] IReadOnlyList<string>? Allowed);
