using System.Net;

namespace MutexResponder.Ports;

/// <summary>Asks EC2 what an instance is.</summary>
public interface IFindInstances
{
    /// <returns>The instance, or null where this account and Region have none of that id.</returns>
    /// <exception cref="RemoteCallException">EC2 could not answer.</exception>
    Task<InstanceFacts?> FindAsync(InstanceId instance, CancellationToken cancellationToken);
}

/// <summary>Asks EC2 which instance has a private address: for log streams that are named after the host.</summary>
public interface IFindInstancesByAddress
{
    /// <returns>Every instance with that private IPv4 address: two where two VPCs use the same range.</returns>
    /// <exception cref="RemoteCallException">EC2 could not answer.</exception>
    Task<IReadOnlyList<InstanceFacts>> FindByPrivateAddressAsync(IPAddress address, CancellationToken cancellationToken);
}

/// <summary>Asks EC2 which instances carry a tag.</summary>
public interface IListInstances
{
    /// <summary>Running instances only: no other can be inspected.</summary>
    /// <returns>At most <paramref name="maxCount"/>, in the order of their ids.</returns>
    /// <exception cref="RemoteCallException">EC2 could not answer.</exception>
    Task<IReadOnlyList<InstanceFacts>> ListByTagAsync(string key, string value, int maxCount, CancellationToken cancellationToken);
}

/// <summary>Reboots an instance from outside, for a guest that did not reboot itself.</summary>
public interface IRebootInstances
{
    /// <summary>Asks once; says nothing of when, or whether, the guest comes back.</summary>
    /// <exception cref="RemoteCallException">EC2 refused, or could not be reached; the reboot may still have been asked for.</exception>
    Task RebootAsync(InstanceId instance, CancellationToken cancellationToken);
}

/// <summary>What EC2 says of an instance.</summary>
/// <param name="Instance">Its id.</param>
/// <param name="State">EC2's state name, such as <c>running</c>.</param>
/// <param name="Tags">Tags by key.</param>
public sealed record InstanceFacts(InstanceId Instance, string State, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Its primary private IPv4 address; null where EC2 names none.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The group EC2 Auto Scaling wrote on the instance, or null.</summary>
    public string? AutoScalingGroup => Tags.GetValueOrDefault("aws:autoscaling:groupName");
}
