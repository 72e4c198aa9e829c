using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Simulation.Faults;

namespace MutexResponder.Simulation.Function;

/// <summary>The incident store as one invocation reaches it. Records travel as their JSON where the scenario says so.</summary>
internal sealed class StoreOverNetwork(World world, Invocation invocation, CallGate gate) : IIncidentStore
{
    public Task<Incident?> FindAsync(InstanceId instance, CancellationToken cancellationToken) =>
        gate.CallAsync(PortOperation.FindIncident, () => Travelled(Now(world.Store.FindAsync(instance, CancellationToken.None))));

    public Task<Incident?> FindOrAddAsync(Incident first, CancellationToken cancellationToken) => gate.CallAsync(PortOperation.SaveIncident, () =>
    {
        Incident? found = Now(world.Store.FindOrAddAsync(first, CancellationToken.None));
        world.Story?.Add($"  #{invocation.Number} adds {first.Instance} v{first.Version} {first.Phase} → {(found is null ? "Saved" : $"there is v{found.Version}")}");
        if (found is null)
        {
            invocation.Saves[first.Instance] = world.Queue.Elapsed;
            world.Records.OnSaved(first);
        }

        return Travelled(found);
    });

    public Task<SaveOutcome> TrySaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken) =>
        gate.CallAsync(PortOperation.SaveIncident, () =>
        {
            SaveOutcome outcome = Now(world.Store.TrySaveAsync(next, expectedVersion, slots, CancellationToken.None));
            world.Story?.Add($"  #{invocation.Number} saves {next.Instance} v{next.Version} {next.Phase} {next.ReasonCode} → {outcome}: {(next.Timeline.Length > 0 ? next.Timeline[^1].Told : "")}");
            if (outcome == SaveOutcome.Saved)
            {
                invocation.Saves[next.Instance] = world.Queue.Elapsed;
                world.Records.OnSaved(next);
            }

            return outcome;
        });

    public Task PutBackAsync(UnfinishedIncident listed, DateTimeOffset lookAt, CancellationToken cancellationToken) =>
        gate.CallAsync(PortOperation.PutBack, () => Now(PutBackNowAsync(listed, lookAt)));

    public Task<IReadOnlyList<UnfinishedIncident>> ListUnfinishedAsync(int maxCount, CancellationToken cancellationToken) =>
        gate.CallAsync(PortOperation.ListUnfinished, () => Now(world.Store.ListUnfinishedAsync(maxCount, CancellationToken.None)));

    private async Task<bool> PutBackNowAsync(UnfinishedIncident listed, DateTimeOffset lookAt)
    {
        await world.Store.PutBackAsync(listed, lookAt, CancellationToken.None);
        return true;
    }

    private Incident? Travelled(Incident? found)
    {
        if (found is null || !world.Scenario.RecordsTravelAsJson)
        {
            return found;
        }

        return IncidentJson.TryRead(IncidentJson.Write(found), out Incident? read, out string? error) ? read : throw new InvalidOperationException(error);
    }

    private static T Now<T>(Task<T> done) => done.IsCompletedSuccessfully ? done.Result : throw new InvalidOperationException("the store in memory answers at once", done.Exception);
}
