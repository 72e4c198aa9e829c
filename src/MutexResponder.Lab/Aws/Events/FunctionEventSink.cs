using MutexResponder.Lab.Aws.Functions;

namespace MutexResponder.Lab.Aws.Events;

/// <summary>Invokes the function with each event, asynchronously, as EventBridge does.</summary>
public sealed class FunctionEventSink(InvocationQueue functions) : IEventSink
{
    /// <summary>The queue keeps what becomes of it: its retries and its dead letters.</summary>
    public void Put(BusEvent busEvent) => _ = functions.InvokeEventAsync(busEvent.Json, CancellationToken.None);
}
