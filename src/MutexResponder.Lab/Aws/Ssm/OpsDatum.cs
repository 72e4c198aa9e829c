using System.Text.Json;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>One value of an OpsItem's operational data.</summary>
/// <param name="Value">A text; JSON under the three special keys.</param>
/// <param name="Type">String or SearchableString.</param>
internal sealed record OpsDatum(string Value, string Type)
{
    public const string DedupKey = "/aws/dedup";
    public const string ResourcesKey = "/aws/resources";
    public const string AutomationsKey = "/aws/automations";
    private const int MaxKeyLength = 128;
    private const int MaxValueLength = 20 * 1024;
    private static readonly string[] ReservedPrefixes = ["amazon", "aws", "amzn", "ssm", "/amazon", "/aws", "/amzn", "/ssm"];

    /// <summary>The string in <c>{"dedupString":"…"}</c>; null where the value is something else.</summary>
    public string? DedupString
    {
        get
        {
            try
            {
                using JsonDocument json = JsonDocument.Parse(Value);
                return json.RootElement is { ValueKind: JsonValueKind.Object } dedup && dedup.TryGetProperty("dedupString", out JsonElement text)
                    && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <exception cref="AwsErrorException">OpsCenter does not take that key or value.</exception>
    public static OpsDatum Read(string key, SsmRequest value)
    {
        var datum = new OpsDatum(value.RequiredText("Value"), value.Text("Type") ?? "String");
        string? problem =
            key.Length is 0 or > MaxKeyLength ? $"a key has 1 to {MaxKeyLength} characters"
            : datum.Value.Length > MaxValueLength ? $"a value has at most {MaxValueLength} characters"
            : datum.Type is not ("String" or "SearchableString") ? "Type is String or SearchableString"
            : key == DedupKey && datum.DedupString is null ? "the value is {\"dedupString\":\"...\"}"
            : key == ResourcesKey && !IsArrayOf("arn", datum.Value) ? "the value is [{\"arn\":\"...\"}]"
            : key == AutomationsKey && !IsArrayOf("automationId", datum.Value) ? "the value is [{\"automationId\":\"...\",\"automationType\":\"...\"}]"
            : key is not (DedupKey or ResourcesKey or AutomationsKey) && ReservedPrefixes.Any(prefix => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) ? "the key begins with a reserved word"
            : null;
        return problem is null ? datum : throw new AwsErrorException("OpsItemInvalidParameterException", $"Operational data '{key}': {problem}.");
    }

    private static bool IsArrayOf(string member, string value)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(value);
            return json.RootElement.ValueKind == JsonValueKind.Array && json.RootElement.EnumerateArray().All(item =>
                item.ValueKind == JsonValueKind.Object && item.TryGetProperty(member, out JsonElement text) && text.ValueKind == JsonValueKind.String);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
