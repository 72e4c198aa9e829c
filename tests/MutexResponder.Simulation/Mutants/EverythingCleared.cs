using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Simulation.Mutants;

/// <summary>Asks nobody.</summary>
internal sealed class EverythingCleared : IClearChanges
{
    public Task<Clearance> ClearAsync(InstanceId instance, CancellationToken cancellationToken) =>
        Task.FromResult(new Clearance([], null, [new SlotRequest("fleet", 1)]));
}
