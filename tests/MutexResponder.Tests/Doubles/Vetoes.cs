using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Doubles;

/// <summary>Clearance as the test sets it; counts how often it was asked for.</summary>
internal sealed class Vetoes : IClearChanges
{
    private int _askCount;

    public Clearance Current { get; set; } = Clearance.Free;

    /// <summary>Taken one by one before <see cref="Current"/>.</summary>
    public Queue<Clearance> Next { get; } = new();

    /// <summary>Called at each question, before it is answered.</summary>
    public Action BeforeAnswer { get; set; } = () => { };

    public int AskCount => Volatile.Read(ref _askCount);

    public Task<Clearance> ClearAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _askCount);
        BeforeAnswer();
        return Task.FromResult(Next.TryDequeue(out Clearance? next) ? next : Current);
    }
}
