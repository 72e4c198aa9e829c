using MutexResponder.Diagnosis;

namespace MutexResponder.Fleet;

/// <summary>What is known of one opted-in instance without a new look, and when it is looked at next.</summary>
public sealed record FleetEntry
{
    public required InstanceId Instance { get; init; }

    /// <summary>Starts at 1, and each saved change adds 1.</summary>
    public required long Version { get; init; }

    /// <summary>When it is looked at next or, while a look is under way, when that is given up.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>From the newest look; null until there was one.</summary>
    public Outlook? Outlook { get; init; }

    /// <summary>When <see cref="Outlook"/> was found out, by the function's clock; null until there was a look.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>The look that is under way; null where none is.</summary>
    public string? CommandId { get; init; }

    /// <summary>Looks in a row that gave nothing.</summary>
    public int FailureCount { get; init; }
}
