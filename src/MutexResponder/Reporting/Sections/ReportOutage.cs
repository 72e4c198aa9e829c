using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Inspection;

namespace MutexResponder.Reporting.Sections;

/// <summary>From when to when the site was down, as far as the machine's own log and state say it. Times are the machine's clock.</summary>
/// <param name="WasDown">Whether it was down when it was inspected before any change; null where that is not known.</param>
/// <param name="FailedAt">The first failure that Apache logged since it had started; null where none has a time.</param>
/// <param name="StartedAgainAt">When the Apache that answers now started since the look before the change; null where it did not, does not answer or the time is not known.</param>
/// <param name="AnsweredAt">When every port was seen to answer after the change; null where they were not.</param>
public sealed record ReportOutage(bool? WasDown, DateTimeOffset? FailedAt, DateTimeOffset? StartedAgainAt, DateTimeOffset? AnsweredAt)
{
    /// <summary>From the failure to the start of the Apache that answers; null where one end is not known.</summary>
    public double? DownSeconds => WasDown == true && StartedAgainAt - FailedAt is { } down && down >= TimeSpan.Zero ? down.TotalSeconds : null;

    /// <summary>From the failure to the proof that every port answers; null where one end is not known.</summary>
    public double? ProvenSeconds => WasDown == true && AnsweredAt - FailedAt is { } proven && proven >= TimeSpan.Zero ? proven.TotalSeconds : null;

    /// <summary>Whether it answered when the instance was last looked at.</summary>
    public SiteState Newest { get; init; }

    /// <summary>When that was; null where it never was.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    internal static ReportOutage From(Incident incident, Evidence? before, Evidence? after, ChangeState change)
    {
        bool? wasDown = IsDown(before);
        DateTimeOffset? failedAt = wasDown == true ? FirstFailure(incident, before!) : null;
        bool answers = after is { SiteAnswers: true, Parent: not null };
        Evidence? newest = after ?? before;
        return new ReportOutage(wasDown, failedAt, answers && after!.ParentStartedAt > before?.TakenAt ? after.ParentStartedAt : null, answers ? after!.TakenAt : null)
        {
            Newest = (IsDown(newest), newest?.Parent) switch
            {
                _ when newest is not null && after is null && HasMoved(change) => SiteState.NotLookedAtSince,
                (true, null) => SiteState.Down,
                (true, _) => SiteState.PortIsSilent,
                (false, _) => incident.HasNewsSince(incident.Newest!, new Policy().MaxLineLateness) ? SiteState.AnsweredBeforeNewerLine : SiteState.Answers,
                _ => SiteState.Unknown,
            },
            LookedAt = newest?.TakenAt,
        };
    }

    /// <summary>Apache may have been stopped, started or rebooted since.</summary>
    private static bool HasMoved(ChangeState change) => change
        is ChangeState.Changed or ChangeState.AlreadyRight or ChangeState.Unknown or ChangeState.UnderWay or ChangeState.TakenBack or ChangeState.RollbackUnknown;

    private static bool? IsDown(Evidence? evidence) => evidence switch
    {
        null => null,
        { Apache: null } => null,

        // Whoever serves the site is in a container, which was not looked into.
        { Processes.Length: 0, Neighbours.Length: > 0 } => null,
        { Parent: null } => true,
        { SiteAnswers: true } => false,
        { SiteAnswers: false } => true,
        _ => null,
    };

    private static DateTimeOffset? FirstFailure(Incident incident, Evidence before)
    {
        DateTimeOffset? logged = before.ErrorLogSinceStart()
            .Where(line => line.Signal is { Kind: not SignalKind.StaleGeneration })
            .Select(line => line.At)
            .FirstOrDefault(at => at is not null);
        return logged ?? (incident.Signals.Length > 0 ? incident.Signals.Min(s => s.ObservedAt) : null);
    }
}

/// <summary>Whether the site answered when the instance was last looked at.</summary>
public enum SiteState
{
    /// <summary>No look at the instance says it.</summary>
    Unknown,

    Answers,

    /// <summary>Apache was not running.</summary>
    Down,

    /// <summary>Apache was running, and not every port answered.</summary>
    PortIsSilent,

    /// <summary>An order was sent since then, so the look says nothing of now.</summary>
    NotLookedAtSince,

    /// <summary>It answered, and a line that is newer than the look reports a failure.</summary>
    AnsweredBeforeNewerLine,
}
