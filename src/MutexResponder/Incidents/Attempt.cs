using System.Collections.Immutable;
using MutexResponder.Remediation;

namespace MutexResponder.Incidents;

/// <summary>One change that was ordered, and what is known of it since.</summary>
/// <param name="OrderedAt">When it was ordered first.</param>
/// <param name="Slots">Names of the slots that it takes until it is over.</param>
public sealed record Attempt(DateTimeOffset OrderedAt, ImmutableArray<string> Slots)
{
    /// <summary>It is known that nothing was done for it: it was never sent, or the instance refused it.</summary>
    public bool DidNothing { get; init; }

    /// <summary>Result lines of the changing steps; null until they told of any.</summary>
    public string? Told { get; init; }

    /// <summary>The newest look at what came of it; null until there was one.</summary>
    public Look? After { get; init; }

    /// <summary>When EC2 was asked to reboot the instance that had not rebooted itself; null where it was not.</summary>
    public DateTimeOffset? ForcedRebootAt { get; init; }

    /// <summary>What one of the changing steps said of itself; null where it said nothing.</summary>
    public StepResult? Step(string name) => StepResult.TryRead(Told, name);
}
