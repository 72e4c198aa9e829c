using MutexResponder.Diagnosis;
using MutexResponder.Incidents;

namespace MutexResponder.Fleet;

/// <summary>When an instance is looked at, as one pure function a step: no clock, no call.</summary>
/// <param name="Period">From one look at an instance to the next.</param>
public sealed record FleetSchedule(TimeSpan Period)
{
    /// <summary>How long a look may take from being sent to its result.</summary>
    public static readonly TimeSpan LookTimeout = TimeSpan.FromMinutes(4);

    /// <summary>The pause after the first look that gave nothing, or found the site down; it doubles with each further one, up to <see cref="Period"/>.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);

    /// <summary>Looks in a row that give nothing, after which what was known before is called old or, where it was no risk, unknown.</summary>
    public const int MaxFailures = 3;

    /// <summary>A new instance is looked at as soon as one can be.</summary>
    public static FleetEntry Found(InstanceId instance, DateTimeOffset now) => new() { Instance = instance, Version = 1, DueAt = now };

    /// <param name="entry">The entry.</param>
    /// <param name="commandId">The look.</param>
    /// <param name="by">Who asked for it; null where the schedule did.</param>
    /// <param name="now">The function's clock.</param>
    public static FleetEntry Asked(FleetEntry entry, string commandId, Asker? by, DateTimeOffset now) =>
        entry with { Version = entry.Version + 1, CommandId = commandId, AskedBy = by, DueAt = now + LookTimeout };

    /// <param name="entry">The entry.</param>
    /// <param name="outlook">What the look shows.</param>
    /// <param name="now">The function's clock.</param>
    /// <param name="isDown">It shows an outage.</param>
    public FleetEntry Looked(FleetEntry entry, Outlook outlook, DateTimeOffset now, bool isDown = false)
    {
        FleetEntry looked = Ended(entry, isDown ? entry.FailureCount + 1 : 0, now);
        return outlook is Outlook.Unknown { Why: var why } && !isDown ? Unknown(looked, why, now) : looked with { Outlook = outlook, LookedAt = now, StaleBecause = null };
    }

    /// <param name="entry">The entry.</param>
    /// <param name="why">A reason code.</param>
    /// <param name="now">The function's clock.</param>
    public FleetEntry Failed(FleetEntry entry, string why, DateTimeOffset now)
    {
        FleetEntry failed = Ended(entry, entry.FailureCount + 1, now);
        return failed.FailureCount >= MaxFailures || entry.Outlook is null ? Unknown(failed, why, now) : failed;
    }

    private FleetEntry Ended(FleetEntry entry, int failures, DateTimeOffset now) => entry with
    {
        Version = entry.Version + 1,
        CommandId = null,
        FailureCount = failures,
        DueAt = now + ((failures > 0 ? PauseAfter(failures) : Period) * Spread(entry.Instance)),
    };

    /// <summary>Protects from an all-clear by silence: what was at risk is, for all that is known.</summary>
    private static FleetEntry Unknown(FleetEntry entry, string why, DateTimeOffset now) => entry.Outlook is Outlook.AtRisk
        ? entry with { StaleBecause = why }
        : entry with { Outlook = new Outlook.Unknown(why), LookedAt = now, StaleBecause = null };

    private TimeSpan PauseAfter(int failures)
    {
        TimeSpan pause = FirstPause * Math.Pow(2, Math.Min(failures - 1, 16));
        return pause < Period ? pause : Period;
    }

    /// <summary>From 0.9 to 1.1, the same for an instance each time: those that were found at once drift apart.</summary>
    private static double Spread(InstanceId instance) => 0.9 + (instance.Value[^4..].Aggregate(0, (sum, digit) => (sum * 16) + Convert.ToInt32(digit.ToString(), 16)) / 65_536.0 * 0.2);
}
