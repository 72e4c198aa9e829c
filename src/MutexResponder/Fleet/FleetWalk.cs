namespace MutexResponder.Fleet;

/// <summary>How far the search for new instances has come, and what people were last shown.</summary>
/// <param name="Version">0 where none was ever saved.</param>
/// <param name="BegunAt">When the newest search began.</param>
/// <param name="Token">EC2's mark of the next page; null where the search has come to its end.</param>
public sealed record FleetWalk(long Version, DateTimeOffset BegunAt, string? Token)
{
    /// <summary>Every instance is searched for once in this time, so that a new one is seen within the hour.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(45);

    public static FleetWalk Never { get; } = new(0, DateTimeOffset.MinValue, null);

    /// <summary>The OpsItem that lists the machines at risk; null where none is open.</summary>
    public string? HumanRecordId { get; init; }

    /// <summary>What it says; null where nothing was shown.</summary>
    public string? Shown { get; init; }
}
