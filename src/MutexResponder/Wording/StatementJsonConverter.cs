using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MutexResponder.Wording;

/// <summary>
/// <c>{"code":"no-free-slot","with":{"minutes":30,"who":"aiko","at":{"at":"2026-08-25T20:51:54+09:00"},"why":[{"code":…}]}}</c>: a count is a
/// number, an instant an object, statements are an array; <c>with</c> is left out where nothing stands in the places.
/// </summary>
public sealed class StatementJsonConverter : JsonConverter<Statement>
{
    public override Statement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        try
        {
            return Read(document.RootElement);
        }
        catch (InvalidOperationException e)
        {
            // How System.Text.Json reports text that is not Unicode, and "with" that is no object.
            throw new JsonException("Not a statement.", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, Statement value, JsonSerializerOptions options) => WriteStatement(writer, value);

    private static void WriteStatement(Utf8JsonWriter writer, Statement value)
    {
        writer.WriteStartObject();
        writer.WriteString("code", value.Code);
        if (!value.Places.IsEmpty)
        {
            writer.WriteStartObject("with");
            foreach ((string name, Argument argument) in value.Places)
            {
                writer.WritePropertyName(name);
                WriteArgument(writer, argument);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteArgument(Utf8JsonWriter writer, Argument argument)
    {
        if (argument.Count is { } count)
        {
            writer.WriteNumberValue(count);
        }
        else if (argument.At is { } at)
        {
            writer.WriteStartObject();
            writer.WriteString("at", at);
            writer.WriteEndObject();
        }
        else if (argument.Said.IsDefault)
        {
            writer.WriteStringValue(argument.Text);
        }
        else
        {
            writer.WriteStartArray();
            foreach (Statement said in argument.Said)
            {
                WriteStatement(writer, said);
            }

            writer.WriteEndArray();
        }
    }

    private static Statement Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("code", out JsonElement code) || code.ValueKind != JsonValueKind.String)
        {
            throw new JsonException("A statement is an object with a 'code'.");
        }

        return element.TryGetProperty("with", out JsonElement with)
            ? new Statement(code.GetString()!, with.EnumerateObject().Select(place => (place.Name, ReadArgument(place.Value))).ToImmutableArray())
            : new Statement(code.GetString()!);
    }

    private static Argument ReadArgument(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number when value.TryGetInt64(out long count) => count,
        JsonValueKind.Object when value.TryGetProperty("at", out JsonElement at) && at.TryGetDateTimeOffset(out DateTimeOffset instant) => instant,
        JsonValueKind.Array => ImmutableArray.CreateRange(value.EnumerateArray().Select(Read)),
        _ => throw new JsonException("A statement's place holds a text, a count, an instant or statements."),
    };
}
