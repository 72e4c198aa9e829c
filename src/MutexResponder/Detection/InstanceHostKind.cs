namespace MutexResponder.Detection;

/// <summary>By what EC2 can find an instance whose id is not in the log stream's name.</summary>
public enum InstanceHostKind
{
    /// <summary>DescribeInstances filter <c>private-dns-name</c>.</summary>
    PrivateDnsName,

    /// <summary>DescribeInstances filter <c>private-ip-address</c>.</summary>
    PrivateIpAddress,
}
