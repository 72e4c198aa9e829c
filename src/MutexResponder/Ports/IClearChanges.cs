using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>Asks everybody who may object to a change of an instance.</summary>
public interface IClearChanges
{
    /// <summary>What cannot be found out counts as a veto. Does not throw for that.</summary>
    Task<Clearance> ClearAsync(InstanceId instance, CancellationToken cancellationToken);
}

/// <summary>Somebody who may object to a change: a switch, a calendar.</summary>
public interface IObjectToChanges
{
    /// <summary>What cannot be found out is an objection. Does not throw for that.</summary>
    /// <returns>The objection, or null where there is none.</returns>
    Task<Veto?> ObjectAsync(InstanceId instance, CancellationToken cancellationToken);
}
