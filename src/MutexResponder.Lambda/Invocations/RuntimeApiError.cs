using System.Text.Json.Serialization;

namespace MutexResponder.Lambda.Invocations;

/// <summary>The body of both error calls of the Runtime API.</summary>
public sealed record RuntimeApiError(
    [property: JsonPropertyName("errorMessage")] string ErrorMessage,
    [property: JsonPropertyName("errorType")] string ErrorType,
    [property: JsonPropertyName("stackTrace")] IReadOnlyList<string> StackTrace)
{
    public const int MaxStackLines = 50;

    public static string TypeOf(Exception exception) => exception is FunctionErrorException chosen ? chosen.ErrorType : exception.GetType().Name;
}
