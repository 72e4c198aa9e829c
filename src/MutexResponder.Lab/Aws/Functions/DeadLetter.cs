namespace MutexResponder.Lab.Aws.Functions;

/// <summary>An asynchronous invocation that failed at every attempt.</summary>
/// <param name="Event">What the function was invoked with.</param>
/// <param name="LastResult">What the last attempt gave.</param>
public sealed record DeadLetter(ReadOnlyMemory<byte> Event, InvocationResult LastResult);
