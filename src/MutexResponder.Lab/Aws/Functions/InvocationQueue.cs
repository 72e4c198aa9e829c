using System.Collections.Concurrent;
using System.Threading.Channels;

namespace MutexResponder.Lab.Aws.Functions;

/// <summary>
/// Lambda's side of the Runtime API: invocations wait here until a function process asks for one.
/// Asynchronous invocation after the Lambda Developer Guide, "Invoking a function asynchronously".
/// </summary>
public sealed class InvocationQueue : IDisposable
{
    /// <summary>Lambda's limit for a synchronous request or answer.</summary>
    public const int MaxPayloadBytes = 6 * 1024 * 1024;

    /// <summary>Lambda's limit for an asynchronous request.</summary>
    public const int MaxEventBytes = 1024 * 1024;

    /// <summary>Ended invocations that are remembered, the newest.</summary>
    public const int MaxServedKept = 100_000;

    private readonly InvocationQueueOptions _options;
    private readonly TimeProvider _time;
    private readonly Channel<Invocation> _waiting;
    private readonly ConcurrentDictionary<string, Invocation> _inFlight = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<DeadLetter> _deadLetters = new();
    private readonly ConcurrentQueue<ServedInvocation> _served = new();

    internal InvocationQueue(InvocationQueueOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _waiting = Channel.CreateBounded<Invocation>(options.MaxQueued);
    }

    /// <summary>Events that failed at every attempt, oldest first.</summary>
    public IReadOnlyList<DeadLetter> DeadLetters => [.. _deadLetters];

    /// <summary>Every invocation that ended, in the order of ending; the newest <see cref="MaxServedKept"/>.</summary>
    public IReadOnlyList<ServedInvocation> Served => [.. _served];

    /// <summary>Invokes the function and waits for its answer. A failure of the function is a result, no exception.</summary>
    /// <exception cref="ArgumentException">The payload is larger than Lambda takes.</exception>
    public async Task<InvocationResult> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (payload.Length > MaxPayloadBytes)
        {
            throw new ArgumentException($"The payload has {payload.Length} bytes; Lambda takes {MaxPayloadBytes}.", nameof(payload));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        DateTimeOffset queuedAt = _time.GetUtcNow();
        var invocation = new Invocation(payload);
        if (!_waiting.Writer.TryWrite(invocation))
        {
            invocation.Fail("TooManyRequestsException", $"{_options.MaxQueued} invocations wait already.");
            return await invocation.Ended.ConfigureAwait(false);
        }

        try
        {
            await WaitAsync(invocation.Taken, _options.QueueTimeout, stop.Token).ConfigureAwait(false);
            if (!invocation.Taken.IsCompleted)
            {
                invocation.Fail("Sandbox.Timedout", $"No function asked for work in {_options.QueueTimeout.TotalSeconds:0.###} seconds.");
            }
            else
            {
                await WaitAsync(invocation.Ended, _options.FunctionTimeout, stop.Token).ConfigureAwait(false);
                invocation.Fail("Sandbox.Timedout", $"Task timed out after {_options.FunctionTimeout.TotalSeconds:0.00} seconds");
            }
        }
        finally
        {
            invocation.Fail("Lab.Abandoned", "The caller stopped waiting.");
            _inFlight.TryRemove(invocation.RequestId, out _);
        }

        InvocationResult result = await invocation.Ended.ConfigureAwait(false);
        Remember(new ServedInvocation(invocation.RequestId, queuedAt, invocation.TakenAt, _time.GetUtcNow(), result.IsError));
        return result;
    }

    /// <summary>
    /// Invokes the function as an event: a failed attempt is repeated after each of the retry delays, and at last becomes a dead letter.
    /// The task ends with the last attempt's result; nobody has to wait for it.
    /// </summary>
    /// <exception cref="ArgumentException">The event is larger than Lambda takes.</exception>
    public async Task<InvocationResult> InvokeEventAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (payload.Length > MaxEventBytes)
        {
            throw new ArgumentException($"The event has {payload.Length} bytes; Lambda takes {MaxEventBytes}.", nameof(payload));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        InvocationResult result = await InvokeAsync(payload, stop.Token).ConfigureAwait(false);
        foreach (TimeSpan delay in _options.RetryDelays)
        {
            if (!result.IsError)
            {
                return result;
            }

            await Task.Delay(delay, _time, stop.Token).ConfigureAwait(false);
            result = await InvokeAsync(payload, stop.Token).ConfigureAwait(false);
        }

        if (result.IsError)
        {
            _deadLetters.Enqueue(new DeadLetter(payload, result));
            while (_deadLetters.Count > _options.MaxDeadLetters && _deadLetters.TryDequeue(out _))
            {
                // Bounded: the newest stay.
            }
        }

        return result;
    }

    /// <summary>Ends every invocation that a function process has taken: the process is gone.</summary>
    public void FailInFlight(string errorType, string message)
    {
        foreach (Invocation invocation in _inFlight.Values)
        {
            invocation.Fail(errorType, message);
        }
    }

    /// <summary>Waits for the next invocation, for as long as the poll lasts.</summary>
    internal async Task<Invocation> TakeAsync(CancellationToken pollEnded)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(pollEnded, _closing.Token);
        while (true)
        {
            Invocation invocation = await _waiting.Reader.ReadAsync(stop.Token).ConfigureAwait(false);
            if (!invocation.Ended.IsCompleted)
            {
                _inFlight[invocation.RequestId] = invocation;
                invocation.Take(_time.GetUtcNow());
                return invocation;
            }
        }
    }

    internal TimeSpan FunctionTimeout => _options.FunctionTimeout;

    internal Invocation? InFlight(string requestId) => _inFlight.GetValueOrDefault(requestId);

    /// <summary>The function could not start: whatever waits now fails, as its callers would see in AWS.</summary>
    internal void FailWaiting(string errorType, ReadOnlyMemory<byte> error)
    {
        for (int left = _options.MaxQueued; left > 0 && _waiting.Reader.TryRead(out Invocation? invocation); left--)
        {
            invocation.Take(_time.GetUtcNow());
            invocation.Fail(errorType, error);
        }
    }

    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _closing.Cancel();
    }

    private void Remember(ServedInvocation served)
    {
        _served.Enqueue(served);
        while (_served.Count > MaxServedKept && _served.TryDequeue(out _))
        {
            // Bounded: the newest stay.
        }
    }

    private async Task WaitAsync(Task task, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(task, Task.Delay(timeout, _time, timer.Token)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        if (!task.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
