using System.Collections.Immutable;

namespace MutexResponder.Lab.Aws;

/// <summary>What EC2 knows of an instance.</summary>
public sealed record InstanceProfile
{
    public ImmutableDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    public string PrivateIpAddress { get; init; } = "10.0.0.10";

    public string PrivateDnsName { get; init; } = "ip-10-0-0-10.ec2.internal";

    /// <summary>pending, running, shutting-down, terminated, stopping or stopped.</summary>
    public string State { get; init; } = "running";

    /// <summary>What EC2 RebootInstances does; null where the lab's instance cannot be rebooted from outside.</summary>
    public Func<CancellationToken, Task>? Reboot { get; init; }
}
