using System.Text;

namespace MutexResponder.Lab.Aws.Functions;

/// <summary>How one invocation ended.</summary>
/// <param name="RequestId">Lambda's id of the invocation.</param>
/// <param name="Payload">What the function answered, or the error's JSON; UTF-8.</param>
/// <param name="ErrorType">Null for a success, otherwise such as <c>Runtime.ExitError</c> or the function's own.</param>
public sealed record InvocationResult(string RequestId, ReadOnlyMemory<byte> Payload, string? ErrorType)
{
    public bool IsError => ErrorType is not null;

    public string PayloadText => Encoding.UTF8.GetString(Payload.Span);
}
