namespace MutexResponder.Ports;

/// <summary>What EC2 says of an instance.</summary>
/// <param name="Instance">Its id.</param>
/// <param name="State">EC2's state name, such as <c>running</c>.</param>
/// <param name="Tags">Tags by key.</param>
public sealed record InstanceFacts(InstanceId Instance, string State, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The group EC2 Auto Scaling wrote on the instance, or null.</summary>
    public string? AutoScalingGroup => Tags.GetValueOrDefault("aws:autoscaling:groupName");
}
