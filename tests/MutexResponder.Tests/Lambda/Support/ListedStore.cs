using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>A store that only lists.</summary>
internal sealed class ListedStore(params InstanceId[] unfinished) : IIncidentStore
{
    public Exception? Failure { get; set; }

    public Exception? PutBackFailure { get; init; }

    /// <summary>When the incidents were opened, for those that a test is about.</summary>
    public Dictionary<InstanceId, DateTimeOffset> OpenedAt { get; } = [];

    public bool WaitsForPerson { get; init; }

    public DateTimeOffset LookAt { get; init; }

    /// <summary>Those that are preventions; the others are outages.</summary>
    public HashSet<InstanceId> Preventions { get; } = [];

    public Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) =>
        Failure is null
            ? Task.FromResult<IReadOnlyList<UnfinishedIncident>>(
                [.. unfinished.Take(maxCount).Select(i => new UnfinishedIncident(i, OpenedAt.GetValueOrDefault(i), LookAt, IsOpen: true, WaitsForPerson) { Goal = Preventions.Contains(i) ? IncidentGoal.Prevent : IncidentGoal.Recover })])
            : Task.FromException<IReadOnlyList<UnfinishedIncident>>(Failure);

    public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken) =>
        PutBackFailure is null ? Task.CompletedTask : Task.FromException(PutBackFailure);

    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => throw new InvalidOperationException("Routes never read a record.");

    public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken) => throw new InvalidOperationException("Routes never write.");

    public Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Routes never write.");
}
