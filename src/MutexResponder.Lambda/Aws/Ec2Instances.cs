using System.Net;
using Amazon.EC2;
using Amazon.EC2.Model;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Aws;

/// <summary>Asks EC2 about instances.</summary>
public sealed class Ec2Instances(AwsClients clients) : IFindInstances, IFindInstancesByAddress
{
    /// <summary>EC2 takes no less than 5 with a filter, and an address is shared by a few VPCs at most.</summary>
    public const int MaxSharedAddress = 50;

    public async Task<InstanceFacts?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<InstanceFacts> found = await DescribeAsync(new DescribeInstancesRequest { InstanceIds = [instance.Value] }, cancellationToken).ConfigureAwait(false);
            return found.FirstOrDefault(facts => facts.Instance == instance);
        }
        catch (RemoteCallException e) when (e.InnerException is AmazonEC2Exception { ErrorCode: "InvalidInstanceID.NotFound" or "InvalidInstanceID.Malformed" })
        {
            return null;
        }
    }

    public Task<IReadOnlyList<InstanceFacts>> FindByPrivateAddressAsync(IPAddress address, CancellationToken cancellationToken) =>
        DescribeAsync(
            new DescribeInstancesRequest
            {
                Filters = [new Filter("private-ip-address", [address.ToString()])],
                MaxResults = MaxSharedAddress,
            },
            cancellationToken);

    private async Task<IReadOnlyList<InstanceFacts>> DescribeAsync(DescribeInstancesRequest request, CancellationToken cancellationToken)
    {
        try
        {
            DescribeInstancesResponse response = await clients.Ec2.DescribeInstancesAsync(request, cancellationToken).ConfigureAwait(false);
            return [.. (response.Reservations ?? []).SelectMany(reservation => reservation.Instances ?? []).Select(ReadFacts).OfType<InstanceFacts>()];
        }
        catch (Exception e) when (AwsFailure.TryMap("ec2:DescribeInstances", e, cancellationToken, out RemoteCallException? failure))
        {
            throw failure;
        }
    }

    private static InstanceFacts? ReadFacts(Instance instance) =>
        InstanceId.TryParse(instance.InstanceId, out InstanceId id)
            ? new InstanceFacts(id, instance.State?.Name?.Value ?? "", (instance.Tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value ?? ""))
            : null;
}
