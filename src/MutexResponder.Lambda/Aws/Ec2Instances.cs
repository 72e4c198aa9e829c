using System.Net;
using Amazon.EC2;
using Amazon.EC2.Model;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Aws;

/// <summary>Asks EC2 about instances.</summary>
public sealed class Ec2Instances(AwsClients clients) : IFindInstances, IFindInstancesByAddress, IListInstances, IPageInstances
{
    /// <summary>EC2 takes no less than 5 with a filter, and an address is shared by a few VPCs at most.</summary>
    public const int MaxSharedAddress = 50;

    /// <summary>Instances in one answer to a listing.</summary>
    public const int ListPageSize = 200;

    public async Task<InstanceFacts?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        IReadOnlyList<InstanceFacts> found = [];
        try
        {
            found = await DescribeAsync(new DescribeInstancesRequest { InstanceIds = [instance.Value] }, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteCallException e) when (e.InnerException is AmazonEC2Exception { ErrorCode: "InvalidInstanceID.NotFound" or "InvalidInstanceID.Malformed" })
        {
            // EC2 has none of that id: an answer, and no failure of the call.
        }

        return found.FirstOrDefault(facts => facts.Instance == instance);
    }

    public Task<IReadOnlyList<InstanceFacts>> FindByPrivateAddressAsync(IPAddress address, CancellationToken cancellationToken) =>
        DescribeAsync(
            new DescribeInstancesRequest
            {
                Filters = [new Filter("private-ip-address", [address.ToString()])],
                MaxResults = MaxSharedAddress,
            },
            cancellationToken);

    public async Task<(IReadOnlyList<InstanceId> Instances, string? Next)> ListPageAsync(string key, string value, string? token, CancellationToken cancellationToken)
    {
        DescribeInstancesRequest request = Tagged(key, value, IPageInstances.MaxPage);
        request.NextToken = token;
        DescribeInstancesResponse page = await CallAsync(request, cancellationToken).ConfigureAwait(false);
        return ([.. Facts(page).Select(facts => facts.Instance).Distinct()], string.IsNullOrEmpty(page.NextToken) ? null : page.NextToken);
    }

    public async Task<IReadOnlyList<InstanceFacts>> ListByTagAsync(string key, string value, int maxCount, CancellationToken cancellationToken)
    {
        List<InstanceFacts> found = [];
        DescribeInstancesRequest request = Tagged(key, value, ListPageSize);

        // A page can be empty and have a successor: the pages are counted, not only what is on them.
        for (int pagesLeft = maxCount / ListPageSize + 10; pagesLeft > 0 && found.Count < maxCount; pagesLeft--)
        {
            DescribeInstancesResponse page = await CallAsync(request, cancellationToken).ConfigureAwait(false);
            found.AddRange(Facts(page));
            if (string.IsNullOrEmpty(page.NextToken))
            {
                break;
            }

            request.NextToken = page.NextToken;
        }

        return [.. found.DistinctBy(facts => facts.Instance).OrderBy(facts => facts.Instance.Value, StringComparer.Ordinal).Take(maxCount)];
    }

    private static DescribeInstancesRequest Tagged(string key, string value, int pageSize) => new()
    {
        Filters = [new Filter($"tag:{key}", [Literal(value)]), new Filter("instance-state-name", ["running"])],
        MaxResults = pageSize,
    };

    /// <summary>A filter's value is a pattern; a tag's is not.</summary>
    private static string Literal(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal);

    private async Task<IReadOnlyList<InstanceFacts>> DescribeAsync(DescribeInstancesRequest request, CancellationToken cancellationToken) =>
        [.. Facts(await CallAsync(request, cancellationToken).ConfigureAwait(false))];

    private Task<DescribeInstancesResponse> CallAsync(DescribeInstancesRequest request, CancellationToken cancellationToken) =>
        AwsFailure.CallAsync("ec2:DescribeInstances", () => clients.Ec2.DescribeInstancesAsync(request, cancellationToken), cancellationToken);

    private static IEnumerable<InstanceFacts> Facts(DescribeInstancesResponse response) =>
        (response.Reservations ?? []).SelectMany(reservation => reservation.Instances ?? []).Select(ReadFacts).OfType<InstanceFacts>();

    private static InstanceFacts? ReadFacts(Instance instance) =>
        InstanceId.TryParse(instance.InstanceId, out InstanceId id)
            ? new InstanceFacts(id, instance.State?.Name?.Value ?? "", (instance.Tags ?? []).ToDictionary(tag => tag.Key, tag => tag.Value ?? ""))
            {
                Address = IPAddress.TryParse(instance.PrivateIpAddress, out IPAddress? address) ? address : null,
            }
            : null;
}
