using System.Net;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Lambda.Support;

/// <summary>An account with the given instances; counts what it is asked.</summary>
internal sealed class FixedInstances(params InstanceId[] known) : IFindInstances, IFindInstancesByAddress, IListInstances
{
    public Dictionary<IPAddress, InstanceId[]> Addresses { get; } = [];

    public int CallCount { get; private set; }

    public Exception? Failure { get; set; }

    public Task<InstanceFacts?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        CallCount++;
        return Failure is null
            ? Task.FromResult(known.Contains(instance) ? Facts(instance) : null)
            : Task.FromException<InstanceFacts?>(Failure);
    }

    public Task<IReadOnlyList<InstanceFacts>> FindByPrivateAddressAsync(IPAddress address, CancellationToken cancellationToken)
    {
        CallCount++;
        return Task.FromResult<IReadOnlyList<InstanceFacts>>([.. Addresses.GetValueOrDefault(address, []).Select(Facts)]);
    }

    public Task<IReadOnlyList<InstanceFacts>> ListByTagAsync(string key, string value, int maxCount, CancellationToken cancellationToken)
    {
        CallCount++;
        return Failure is null
            ? Task.FromResult<IReadOnlyList<InstanceFacts>>([.. known.Take(maxCount).Select(Facts)])
            : Task.FromException<IReadOnlyList<InstanceFacts>>(Failure);
    }

    /// <summary>The tags of each of them.</summary>
    public Dictionary<string, string> Tags { get; } = new() { ["MutexResponder"] = "enabled" };

    private InstanceFacts Facts(InstanceId instance) => new(instance, "running", Tags) { Address = Addresses.FirstOrDefault(one => one.Value.Contains(instance)).Key };
}
