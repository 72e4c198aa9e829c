using System.Globalization;

namespace MutexResponder.Fleet;

/// <summary>The fleet of one process, for the lab and for tests; passes the same contract tests as the DynamoDB store.</summary>
public sealed class InMemoryFleetStore : IFleetStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, FleetEntry> _entries = new(StringComparer.Ordinal);
    private FleetWalk _walk = FleetWalk.Never;

    internal int PageSize { get; init; } = 500;

    public Task<FleetEntry?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => InTurn(() => _entries.GetValueOrDefault(instance.Value), cancellationToken);

    public Task<IReadOnlySet<InstanceId>> KnownAsync(IReadOnlyCollection<InstanceId> instances, CancellationToken cancellationToken) =>
        InTurn<IReadOnlySet<InstanceId>>(() => instances.Where(instance => _entries.ContainsKey(instance.Value)).ToHashSet(), cancellationToken);

    public Task<bool> TrySaveAsync(FleetEntry next, CancellationToken cancellationToken) => InTurn(
        () =>
        {
            bool isNext = (_entries.GetValueOrDefault(next.Instance.Value)?.Version ?? 0) == next.Version - 1;
            if (isNext)
            {
                _entries[next.Instance.Value] = next;
            }

            return isNext;
        },
        cancellationToken);

    public Task RemoveAsync(FleetEntry entry, CancellationToken cancellationToken) => InTurn(
        () => _entries.GetValueOrDefault(entry.Instance.Value)?.Version == entry.Version && _entries.Remove(entry.Instance.Value), cancellationToken);

    public Task<IReadOnlyList<FleetEntry>> ListDueAsync(DateTimeOffset now, int maxCount, CancellationToken cancellationToken) => InTurn<IReadOnlyList<FleetEntry>>(
        () => [.. _entries.Values.Where(entry => entry.DueAt <= now).OrderBy(entry => entry.DueAt).Take(maxCount)], cancellationToken);

    public Task<(IReadOnlyList<FleetEntry> Entries, string? Next)> ListAsync(string? after, CancellationToken cancellationToken) => InTurn<(IReadOnlyList<FleetEntry>, string?)>(
        () =>
        {
            int start = after is null ? 0 : int.Parse(after, CultureInfo.InvariantCulture);
            FleetEntry[] page = [.. _entries.Values.Skip(start).Take(PageSize)];
            return (page, page.Length == PageSize ? (start + PageSize).ToString(CultureInfo.InvariantCulture) : null);
        },
        cancellationToken);

    public Task<FleetWalk> FindWalkAsync(CancellationToken cancellationToken) => InTurn(() => _walk, cancellationToken);

    public Task<bool> TrySaveWalkAsync(FleetWalk next, CancellationToken cancellationToken) => InTurn(
        () =>
        {
            bool isNext = _walk.Version == next.Version - 1;
            _walk = isNext ? next : _walk;
            return isNext;
        },
        cancellationToken);

    private Task<T> InTurn<T>(Func<T> act, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(act());
        }
    }
}
