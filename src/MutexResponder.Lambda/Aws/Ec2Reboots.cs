using Amazon.EC2.Model;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Aws;

/// <summary>
/// EC2's own reboot: it tells the guest, and forces it down where the guest does not obey within some minutes
/// (EC2 User Guide, "Reboot your instance"). The instance stays <c>running</c> all the while.
/// </summary>
public sealed class Ec2Reboots(AwsClients clients) : IRebootInstances
{
    public async Task RebootAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        try
        {
            await clients.Ec2.RebootInstancesAsync(new RebootInstancesRequest { InstanceIds = [instance.Value] }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (AwsFailure.TryMap("ec2:RebootInstances", e, cancellationToken, out RemoteCallException? failure))
        {
            throw failure;
        }
    }
}
