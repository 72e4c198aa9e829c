using System.Collections.Immutable;

namespace MutexResponder.Fleet;

/// <summary>How far the search for new instances has come, what people were last shown, and whose turn a prevention is.</summary>
/// <param name="Version">0 where none was ever saved.</param>
/// <param name="BegunAt">When the newest search began.</param>
/// <param name="Token">EC2's mark of the next page; null where the search has come to its end.</param>
public sealed record FleetWalk(long Version, DateTimeOffset BegunAt, string? Token)
{
    /// <summary>Every instance is searched for once in this time, so that a new one is seen within the hour.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(45);

    /// <summary>Instances that wait to be asked for; those for which there is no place are found again at the next count.</summary>
    public const int MaxWaiting = 50;

    /// <summary>Within this time after it was begun a prevention is asked for, or left to the next count.</summary>
    public static readonly TimeSpan BeginTimeout = TimeSpan.FromMinutes(1);

    /// <summary>So long it takes a place whatever the list of incidents shows: a call may be slow, and the list is behind its table.</summary>
    public static readonly TimeSpan BegunLifetime = TimeSpan.FromMinutes(4);

    /// <summary>The same for an invocation that is at its end by now, with the list of its beginning: one takes ten minutes at most.</summary>
    public static readonly TimeSpan BegunRetention = BegunLifetime + TimeSpan.FromMinutes(11);

    public static FleetWalk Never { get; } = new(0, DateTimeOffset.MinValue, null);

    /// <summary>The OpsItem that lists the machines at risk; null where none is open.</summary>
    public string? HumanRecordId { get; init; }

    /// <summary>What it says; null where nothing was shown.</summary>
    public string? Shown { get; init; }

    /// <summary>Machines that a prevention is due for, the first first; <see cref="MaxWaiting"/> at most.</summary>
    public ImmutableArray<InstanceId> Waiting { get; init; } = [];

    /// <summary>Those that were begun of late.</summary>
    public ImmutableArray<BegunPrevention> Begun { get; init; } = [];

    /// <summary>With these behind those that wait, as far as there is room.</summary>
    public FleetWalk With(IEnumerable<InstanceId> due) => this with { Version = Version + 1, Waiting = [.. Waiting.Union(due).Take(MaxWaiting)] };
}

/// <summary>A prevention that a sweep has begun.</summary>
public sealed record BegunPrevention(InstanceId Instance, DateTimeOffset At);
