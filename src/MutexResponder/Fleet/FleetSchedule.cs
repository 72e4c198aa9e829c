using MutexResponder.Diagnosis;

namespace MutexResponder.Fleet;

/// <summary>When an instance is looked at, as one pure function a step: no clock, no call.</summary>
/// <param name="Period">From one look at an instance to the next.</param>
public sealed record FleetSchedule(TimeSpan Period)
{
    /// <summary>How long a look may take from being sent to its result.</summary>
    public static readonly TimeSpan LookTimeout = TimeSpan.FromMinutes(4);

    /// <summary>The pause after the first look that gave nothing; it doubles with each further one, up to <see cref="Period"/>.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);

    /// <summary>Looks in a row that give nothing, after which what was known before is called unknown.</summary>
    public const int MaxFailures = 3;

    /// <summary>A new instance is looked at as soon as one can be.</summary>
    public static FleetEntry Found(InstanceId instance, DateTimeOffset now) => new() { Instance = instance, Version = 1, DueAt = now };

    public static FleetEntry Asked(FleetEntry entry, string commandId, DateTimeOffset now) =>
        entry with { Version = entry.Version + 1, CommandId = commandId, DueAt = now + LookTimeout };

    public FleetEntry Looked(FleetEntry entry, Outlook outlook, DateTimeOffset now) => entry with
    {
        Version = entry.Version + 1,
        CommandId = null,
        FailureCount = 0,
        Outlook = outlook,
        LookedAt = now,
        DueAt = now + (Period * Spread(entry.Instance)),
    };

    /// <param name="entry">The entry.</param>
    /// <param name="why">A reason code.</param>
    /// <param name="now">The function's clock.</param>
    public FleetEntry Failed(FleetEntry entry, string why, DateTimeOffset now)
    {
        int failures = entry.FailureCount + 1;
        TimeSpan pause = FirstPause * Math.Pow(2, Math.Min(failures - 1, 16));
        FleetEntry failed = entry with
        {
            Version = entry.Version + 1,
            CommandId = null,
            FailureCount = failures,
            DueAt = now + ((pause < Period ? pause : Period) * Spread(entry.Instance)),
        };
        return failures >= MaxFailures || entry.Outlook is null ? failed with { Outlook = new Outlook.Unknown(why), LookedAt = now } : failed;
    }

    /// <summary>From 0.9 to 1.1, the same for an instance each time: those that were found at once drift apart.</summary>
    private static double Spread(InstanceId instance) => 0.9 + (instance.Value[^4..].Aggregate(0, (sum, digit) => (sum * 16) + Convert.ToInt32(digit.ToString(), 16)) / 65_536.0 * 0.2);
}
