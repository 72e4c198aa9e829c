using System.Text.Json;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>What a function posted for one invocation.</summary>
internal sealed record RuntimeApiAnswer(bool IsError, string Body, string ErrorType)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
