using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reconciling;

namespace MutexResponder.Tests.Doubles;

/// <summary>The real store in memory, in which somebody else may write right before a save.</summary>
internal sealed class OvertakenIncidentStore : IIncidentStore
{
    private readonly InMemoryIncidentStore _inner = new();

    /// <summary>Called before each save of a record that is there; what is written meanwhile lets that save lose.</summary>
    public Func<Incident, Task> BeforeSave { get; set; } = _ => Task.CompletedTask;

    /// <summary>The same, called once: before the first save that is <see cref="AtSave"/>.</summary>
    public Func<Incident, Task>? Meanwhile { get; set; }

    public Func<Incident, bool> AtSave { get; set; } = _ => true;

    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => _inner.FindAsync(instance, cancellationToken);

    public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken) => _inner.FindOrAddAsync(first, cancellationToken);

    public async Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken)
    {
        if (Meanwhile is { } meanwhile && AtSave(next))
        {
            Meanwhile = null;
            await meanwhile(next);
        }

        await BeforeSave(next);
        return await _inner.TrySaveAsync(next, expectedVersion, slots, cancellationToken);
    }

    public Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) => _inner.ListUnfinishedAsync(maxCount, cancellationToken);

    public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken) => _inner.PutBackAsync(listed, lookAt, cancellationToken);

    /// <summary>Somebody else writes the record, with this changed.</summary>
    public async Task WriteAsync(InstanceId instance, Func<Incident, Incident> change)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Incident stored = await _inner.FindAsync(instance, cancellation) ?? throw new InvalidOperationException("there is no incident");
        await _inner.TrySaveAsync(change(stored) with { Version = stored.Version + 1 }, stored.Version, SlotChange.None, cancellation);
    }
}
