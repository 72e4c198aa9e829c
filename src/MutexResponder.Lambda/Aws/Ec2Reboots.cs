using Amazon.EC2.Model;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Aws;

/// <summary>
/// EC2's own reboot: it tells the guest, and forces it down where the guest does not obey within some minutes
/// (EC2 User Guide, "Reboot your instance"). The instance stays <c>running</c> all the while.
/// </summary>
public sealed class Ec2Reboots(AwsClients clients) : IRebootInstances
{
    public Task RebootAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        RebootInstancesRequest request = new() { InstanceIds = [instance.Value] };
        return AwsFailure.CallAsync("ec2:RebootInstances", () => clients.Ec2.RebootInstancesAsync(request, cancellationToken), cancellationToken);
    }
}
