namespace MutexResponder.Lab.Aws;

/// <summary>Every AWS call that the endpoint answered, in order; the newest <see cref="MaxKept"/> are kept.</summary>
public sealed class CallJournal(TimeProvider time)
{
    public const int MaxKept = 100_000;

    private readonly Lock _gate = new();
    private readonly Queue<JournaledCall> _calls = new();
    private long _lastNumber;

    /// <summary>A copy, oldest first.</summary>
    public IReadOnlyList<JournaledCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <returns>How many of the kept calls were of that operation, whatever came of them.</returns>
    public int Count(string operation) => Calls.Count(call => call.Call.Operation == operation);

    internal IncomingCall Open(string service, string operation, string? target) =>
        new(Interlocked.Increment(ref _lastNumber), service, operation, target);

    internal void Close(IncomingCall call, string outcome)
    {
        lock (_gate)
        {
            if (_calls.Count == MaxKept)
            {
                _calls.Dequeue();
            }

            _calls.Enqueue(new JournaledCall(time.GetUtcNow(), call, outcome));
        }
    }
}
