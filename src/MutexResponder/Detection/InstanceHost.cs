namespace MutexResponder.Detection;

/// <summary>A name under which EC2 knows an instance. Several VPCs may use the same one: more than one match is no match.</summary>
/// <param name="Kind">What the name is.</param>
/// <param name="Value">Such as <c>ip-10-0-0-1.eu-west-1.compute.internal</c>, or <c>10.0.0.1</c>.</param>
public readonly record struct InstanceHost(InstanceHostKind Kind, string Value);

/// <summary>By what EC2 can find an instance whose id is not in the log stream's name.</summary>
public enum InstanceHostKind
{
    /// <summary>DescribeInstances filter <c>private-dns-name</c>.</summary>
    PrivateDnsName,

    /// <summary>DescribeInstances filter <c>private-ip-address</c>.</summary>
    PrivateIpAddress,
}
