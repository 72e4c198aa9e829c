using System.Text.Json.Nodes;

namespace MutexResponder.Lab.Aws;

/// <summary>An answer that is an error, in the words of the service's API reference; each protocol writes it in its own format.</summary>
/// <param name="code">The error's code, such as <c>InvalidInstanceId</c>.</param>
/// <param name="message">A sentence for people.</param>
/// <param name="httpStatus">400 for the caller's mistakes, 5xx for the service's.</param>
public sealed class AwsErrorException(string code, string message, int httpStatus = 400) : Exception(message)
{
    public string Code { get; } = code;

    public int HttpStatus { get; } = httpStatus;

    /// <summary>More members of the error, such as OpsItemAlreadyExistsException's OpsItemId.</summary>
    public IReadOnlyDictionary<string, JsonNode> Members { get; init; } = new Dictionary<string, JsonNode>();

    /// <summary>The error as the JSON protocols word it.</summary>
    /// <param name="typePrefix">What the service writes before the code.</param>
    public JsonObject ToJson(string typePrefix = "") => new(
    [
        new("__type", typePrefix + Code),
        new("message", Message),
        new("Message", Message),
        .. Members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value.DeepClone())),
    ]);
}
