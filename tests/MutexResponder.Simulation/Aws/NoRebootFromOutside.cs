using MutexResponder.Ports;

namespace MutexResponder.Simulation.Aws;

/// <summary>
/// EC2 that may not reboot anything: the fallback for a guest that does not come back is not simulated, so every such incident
/// has to find its end without it.
/// </summary>
internal sealed class NoRebootFromOutside : IRebootInstances
{
    public Task RebootAsync(InstanceId instance, CancellationToken cancellationToken) =>
        throw new RemoteCallException(RemoteCallFailure.Denied, "UnauthorizedOperation: ec2:RebootInstances");
}
