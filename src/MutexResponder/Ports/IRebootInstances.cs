namespace MutexResponder.Ports;

/// <summary>Reboots an instance from outside, for a guest that did not reboot itself.</summary>
public interface IRebootInstances
{
    /// <summary>Asks once; says nothing of when, or whether, the guest comes back.</summary>
    /// <exception cref="RemoteCallException">EC2 refused, or could not be reached; the reboot may still have been asked for.</exception>
    Task RebootAsync(InstanceId instance, CancellationToken cancellationToken);
}
