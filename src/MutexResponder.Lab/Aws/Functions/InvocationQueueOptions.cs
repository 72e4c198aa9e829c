using System.Collections.Immutable;

namespace MutexResponder.Lab.Aws.Functions;

/// <summary>How invocations are held, timed and tried again.</summary>
public sealed record InvocationQueueOptions
{
    /// <summary>
    /// From being handed out to the answer; the deadline that the function is told. Ten minutes in the template: enough on any machine
    /// for a request that waits for its incident's end.
    /// </summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an invocation waits for a function to ask for work.</summary>
    public TimeSpan QueueTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Before each further attempt of an asynchronous invocation that failed. In AWS: one minute, then two.</summary>
    public ImmutableArray<TimeSpan> RetryDelays { get; init; } = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200)];

    public int MaxQueued { get; init; } = 10_000;

    /// <summary>The oldest are dropped beyond this.</summary>
    public int MaxDeadLetters { get; init; } = 1_000;
}
