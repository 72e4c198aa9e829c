using MutexResponder.Diagnosis;
using MutexResponder.Incidents;

namespace MutexResponder.Fleet;

/// <summary>What is known of one opted-in instance without a new look, and when it is looked at next.</summary>
public sealed record FleetEntry
{
    public required InstanceId Instance { get; init; }

    /// <summary>Starts at 1, and each saved change adds 1.</summary>
    public required long Version { get; init; }

    /// <summary>When it is looked at next or, while a look is under way, when that is given up.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>From the newest look that said one; null until there was one. Risks stand until a look shows that they are gone, or an outage.</summary>
    public Outlook? Outlook { get; init; }

    /// <summary>When <see cref="Outlook"/> was found out, by the function's clock; null until there was a look.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>Why nothing newer than <see cref="Outlook"/> is known, a reason code; null where the newest look gave it.</summary>
    public string? StaleBecause { get; init; }

    /// <summary>The newest look calls for a prevention, and none has been asked for since.</summary>
    public bool IsPreventionDue { get; init; }

    /// <summary>Who asked for the sweep of the newest look; null where that was the schedule. Whatever follows from the look is at his request.</summary>
    public Asker? AskedBy { get; init; }

    /// <summary>The look that is under way; null where none is.</summary>
    public string? CommandId { get; init; }

    /// <summary>Looks in a row that gave nothing, or found the site down.</summary>
    public int FailureCount { get; init; }
}
