using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>Asks everybody who may object to a change of an instance.</summary>
public interface IClearChanges
{
    /// <summary>What cannot be found out counts as a veto. Does not throw for that.</summary>
    Task<Clearance> ClearAsync(InstanceId instance, CancellationToken cancellationToken);
}
