using System.Text.Json;
using System.Text.Json.Serialization;
using MutexResponder.Remediation;

namespace MutexResponder.Incidents;

/// <summary>A <see cref="PlanDigest"/> as its digits, checked on the way in.</summary>
internal sealed class PlanDigestJsonConverter : JsonConverter<PlanDigest>
{
    public override PlanDigest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && PlanDigest.TryParse(reader.GetString(), out PlanDigest digest)
            ? digest
            : throw new JsonException($"A plan's digest is {PlanDigest.Length} hexadecimal digits.");

    public override void Write(Utf8JsonWriter writer, PlanDigest value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
