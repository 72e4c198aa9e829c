using MutexResponder.Fleet;
using MutexResponder.Simulation.Faults;

namespace MutexResponder.Simulation.Function;

/// <summary>The state of the fleet as one invocation reaches it.</summary>
internal sealed class FleetOverNetwork(World world, CallGate gate) : IFleetStore
{
    public Task<FleetEntry?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => Read(store => store.FindAsync(instance, cancellationToken));

    public Task<IReadOnlySet<InstanceId>> KnownAsync(IReadOnlyCollection<InstanceId> instances, CancellationToken cancellationToken) =>
        Read(store => store.KnownAsync(instances, cancellationToken));

    public Task<IReadOnlyList<FleetEntry>> ListDueAsync(DateTimeOffset now, int maxCount, CancellationToken cancellationToken) =>
        Read(store => store.ListDueAsync(now, maxCount, cancellationToken));

    public Task<(IReadOnlyList<FleetEntry> Entries, string? Next)> ListAsync(string? after, CancellationToken cancellationToken) => Read(store => store.ListAsync(after, cancellationToken));

    public Task<FleetWalk> FindWalkAsync(CancellationToken cancellationToken) => Read(store => store.FindWalkAsync(cancellationToken));

    public Task<bool> TrySaveAsync(FleetEntry next, CancellationToken cancellationToken) => Write(store => store.TrySaveAsync(next, cancellationToken));

    public Task<bool> TrySaveWalkAsync(FleetWalk next, CancellationToken cancellationToken) => Write(store => store.TrySaveWalkAsync(next, cancellationToken));

    public Task RemoveAsync(FleetEntry entry, CancellationToken cancellationToken) => gate.CallAsync(PortOperation.SaveFleet, () => world.Fleet.RemoveAsync(entry, cancellationToken).IsCompleted);

    private Task<T> Read<T>(Func<InMemoryFleetStore, Task<T>> ask) => gate.CallAsync(PortOperation.ReadFleet, () => ask(world.Fleet).Result);

    private Task<T> Write<T>(Func<InMemoryFleetStore, Task<T>> save) => gate.CallAsync(PortOperation.SaveFleet, () => save(world.Fleet).Result);
}
