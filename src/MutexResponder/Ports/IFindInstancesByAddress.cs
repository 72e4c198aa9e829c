using System.Net;

namespace MutexResponder.Ports;

/// <summary>Asks EC2 which instance has a private address: for log streams that are named after the host.</summary>
public interface IFindInstancesByAddress
{
    /// <returns>Every instance with that private IPv4 address: two where two VPCs use the same range.</returns>
    /// <exception cref="RemoteCallException">EC2 could not answer.</exception>
    Task<IReadOnlyList<InstanceFacts>> FindByPrivateAddressAsync(IPAddress address, CancellationToken cancellationToken);
}
