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

/// <summary>The invocation being served. Lambda gives a process one at a time, so there is one value and no lookup.</summary>
public sealed class CurrentInvocation
{
    private volatile InvocationContext? _context;

    /// <summary>Null during the start and between invocations.</summary>
    public InvocationContext? Context
    {
        get => _context;
        set => _context = value;
    }
}

/// <summary>Which function this process is, from Lambda's reserved environment variables; null where it does not run in Lambda.</summary>
public sealed record FunctionIdentity(string? Name, string? Version, string? MemorySizeMegabytes)
{
    public static FunctionIdentity FromEnvironment(Func<string, string?> environment) => new(
        environment("AWS_LAMBDA_FUNCTION_NAME"),
        environment("AWS_LAMBDA_FUNCTION_VERSION"),
        environment("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
}
