using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MutexResponder;

/// <summary>A value that people and machines write as a text of one form. It is checked where it comes in, so that no other text is ever taken for one.</summary>
public interface IText<TSelf>
    where TSelf : struct, IText<TSelf>
{
    /// <summary>Accepts exactly one such text and nothing around it. Never throws.</summary>
    static abstract bool TryParse([NotNullWhen(true)] string? text, out TSelf value);
}

/// <summary>In JSON, as its text.</summary>
internal sealed class TextJsonConverter<T> : JsonConverter<T>
    where T : struct, IText<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && T.TryParse(reader.GetString(), out T value) ? value : throw new JsonException($"Not the text of one {typeof(T).Name}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
