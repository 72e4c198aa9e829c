namespace MutexResponder.Lambda.Invocations;

/// <summary>Which function this process is, from Lambda's reserved environment variables; null where it does not run in Lambda.</summary>
public sealed record FunctionIdentity(string? Name, string? Version, string? MemorySizeMegabytes)
{
    public static FunctionIdentity FromEnvironment(Func<string, string?> environment) => new(
        environment("AWS_LAMBDA_FUNCTION_NAME"),
        environment("AWS_LAMBDA_FUNCTION_VERSION"),
        environment("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
}
