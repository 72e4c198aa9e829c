using System.Text;
using System.Text.Json.Nodes;

namespace MutexResponder.Lab.Aws.Functions;

/// <summary>One invocation on its way through the Runtime API. The first ending counts.</summary>
internal sealed class Invocation(ReadOnlyMemory<byte> payload)
{
    private readonly TaskCompletionSource _takenByFunction = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<InvocationResult> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId { get; } = Guid.NewGuid().ToString();

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public Task Taken => _takenByFunction.Task;

    public Task<InvocationResult> Ended => _ended.Task;

    /// <summary>When a function process got it; null before.</summary>
    public DateTimeOffset? TakenAt { get; private set; }

    public void Take(DateTimeOffset at)
    {
        TakenAt ??= at;
        _takenByFunction.TrySetResult();
    }

    public bool Succeed(ReadOnlyMemory<byte> answer) => _ended.TrySetResult(new InvocationResult(RequestId, answer, null));

    public bool Fail(string errorType, ReadOnlyMemory<byte> error) => _ended.TrySetResult(new InvocationResult(RequestId, error, errorType));

    public bool Fail(string errorType, string message) =>
        Fail(errorType, Encoding.UTF8.GetBytes(new JsonObject { ["errorType"] = errorType, ["errorMessage"] = message }.ToJsonString()));
}
