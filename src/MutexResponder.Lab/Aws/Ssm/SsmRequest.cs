using System.Text.Json;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>The members of one JSON request, read with the errors that SSM gives for wrong ones.</summary>
internal sealed class SsmRequest(JsonElement root)
{
    public string? Text(string member) => Find(member, JsonValueKind.String)?.GetString();

    public string RequiredText(string member) => Text(member) ?? throw Invalid($"Value null at '{member}' failed to satisfy constraint: Member must not be null");

    public int? Integer(string member) =>
        Find(member, JsonValueKind.Number) is not { } number ? null
        : number.TryGetInt32(out int value) ? value
        : throw WrongType(member, "an integer");

    public bool Flag(string member) =>
        root.TryGetProperty(member, out JsonElement value) && value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw WrongType(member, "a boolean"),
        };

    public IReadOnlyList<string> Texts(string member) =>
        Find(member, JsonValueKind.Array) is { } array ? [.. array.EnumerateArray().Select(item => TextOf(member, item))] : [];

    public IReadOnlyList<SsmRequest> Structures(string member) =>
        Find(member, JsonValueKind.Array) is { } array ? [.. array.EnumerateArray().Select(item => StructureOf(member, item))] : [];

    /// <summary>A map, by its keys; null where the member is absent.</summary>
    public IReadOnlyDictionary<string, SsmRequest>? StructureMap(string member) =>
        Find(member, JsonValueKind.Object)?.EnumerateObject().ToDictionary(entry => entry.Name, entry => StructureOf(member, entry.Value));

    /// <summary>A map from a key to a list of texts, such as SendCommand's Parameters.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TextLists(string member)
    {
        var lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (JsonProperty entry in Find(member, JsonValueKind.Object)?.EnumerateObject() ?? default)
        {
            lists[entry.Name] = entry.Value.ValueKind == JsonValueKind.Array
                ? [.. entry.Value.EnumerateArray().Select(item => TextOf(member, item))]
                : throw WrongType(member, "a map of lists");
        }

        return lists;
    }

    public bool Has(string member) => root.TryGetProperty(member, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The error for a value that the API model itself forbids.</summary>
    public static AwsErrorException Invalid(string constraint) => new("ValidationException", $"1 validation error detected: {constraint}");

    private JsonElement? Find(string member, JsonValueKind kind)
    {
        if (!root.TryGetProperty(member, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == kind ? value : throw WrongType(member, $"a JSON {kind}");
    }

    private static string TextOf(string member, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw WrongType(member, "made of texts");

    private static SsmRequest StructureOf(string member, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? new SsmRequest(value) : throw WrongType(member, "made of structures");

    private static AwsErrorException WrongType(string member, string expected) => new("SerializationException", $"'{member}' must be {expected}.");
}
