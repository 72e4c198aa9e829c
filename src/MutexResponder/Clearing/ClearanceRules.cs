using MutexResponder.Ports;

namespace MutexResponder.Clearing;

/// <summary>What the platform team says about which instances may be changed, and how many at once.</summary>
public sealed record ClearanceRules
{
    /// <summary>The tag an instance must have; null where none is asked for.</summary>
    public string? OptInTagKey { get; init; }

    /// <summary>The value that tag must have.</summary>
    public string OptInTagValue { get; init; } = "";

    /// <summary>Whether the platform team gave this instance to the responder.</summary>
    public bool IsOptedIn(InstanceFacts facts) => OptInTagKey is not { } key || facts.Tags.GetValueOrDefault(key) == OptInTagValue;

    /// <summary>Instances in recovery at once, in the whole stack.</summary>
    public int FleetCapacity { get; init; } = 2;

    /// <summary>Instances in recovery at once, in one Auto Scaling group.</summary>
    public int GroupCapacity { get; init; } = 1;

    /// <summary>A member of an Auto Scaling group waits for a person: a reboot may make the group replace it.</summary>
    public bool AsksForGroupMembers { get; init; } = true;
}
