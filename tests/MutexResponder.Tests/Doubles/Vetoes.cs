using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Doubles;

/// <summary>Clearance as the test sets it; counts how often it was asked for.</summary>
internal sealed class Vetoes : IClearChanges
{
    public Clearance Current { get; set; } = Clearance.Free;

    /// <summary>Taken one by one before <see cref="Current"/>.</summary>
    public Queue<Clearance> Next { get; } = new();

    public int AskCount { get; private set; }

    public Task<Clearance> ClearAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        AskCount++;
        return Task.FromResult(Next.TryDequeue(out Clearance? next) ? next : Current);
    }
}
