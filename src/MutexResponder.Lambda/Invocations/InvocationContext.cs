namespace MutexResponder.Lambda.Invocations;

/// <summary>What Lambda says of one invocation.</summary>
/// <param name="RequestId">The same id again when Lambda retries.</param>
/// <param name="FunctionArn">The ARN it was invoked by, with version or alias.</param>
/// <param name="TraceId">The X-Ray trace header; null where there is none.</param>
/// <param name="Deadline">When Lambda ends the process.</param>
/// <param name="IsColdStart">True for the first invocation of this process.</param>
public sealed record InvocationContext(
    string RequestId,
    string FunctionArn,
    string? TraceId,
    DateTimeOffset Deadline,
    bool IsColdStart);
