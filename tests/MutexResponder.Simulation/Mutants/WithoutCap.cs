using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Simulation.Mutants;

/// <summary>Says that there is place for everybody.</summary>
internal sealed class WithoutCap(IClearChanges inner) : IClearChanges
{
    public async Task<Clearance> ClearAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        Clearance clearance = await inner.ClearAsync(instance, cancellationToken).ConfigureAwait(false);
        return clearance with { Slots = [.. clearance.Slots.Select(slot => slot with { Capacity = int.MaxValue })] };
    }
}
