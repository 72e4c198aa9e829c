using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Invocations;

/// <summary>Source-generated JSON of all that leaves the function through Lambda.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FunctionReply))]
[JsonSerializable(typeof(RuntimeApiError))]
[JsonSerializable(typeof(Statement))]
[JsonSerializable(typeof(string))]
public sealed partial class ReplyJson : JsonSerializerContext
{
    /// <summary>
    /// For a person's eyes: quotes, apostrophes and Japanese as they are. Safe because a reply is read by JSON readers and at terminals;
    /// what is put into HTML is the page of a widget alone, which is HTML and escaped as such.
    /// </summary>
    public static ReplyJson Readable { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>The body of both error calls of the Runtime API.</summary>
public sealed record RuntimeApiError(
    [property: JsonPropertyName("errorMessage")] string ErrorMessage,
    [property: JsonPropertyName("errorType")] string ErrorType,
    [property: JsonPropertyName("stackTrace")] IReadOnlyList<string> StackTrace)
{
    public const int MaxStackLines = 50;

    public static string TypeOf(Exception exception) => exception is FunctionErrorException chosen ? chosen.ErrorType : exception.GetType().Name;
}
