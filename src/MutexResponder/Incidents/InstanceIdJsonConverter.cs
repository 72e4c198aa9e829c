using System.Text.Json;
using System.Text.Json.Serialization;

namespace MutexResponder.Incidents;

/// <summary>An <see cref="InstanceId"/> as its text, checked on the way in.</summary>
internal sealed class InstanceIdJsonConverter : JsonConverter<InstanceId>
{
    public override InstanceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return InstanceId.TryParse(text, out InstanceId id)
            ? id
            : throw new JsonException("An instance id is a string of i- and 8 or 17 hexadecimal digits.");
    }

    public override void Write(Utf8JsonWriter writer, InstanceId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
