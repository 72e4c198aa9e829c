using MutexResponder.Incidents;

namespace MutexResponder.Reconciling;

/// <summary>
/// Whom a tick looks at, and who is put back. Of N outages that are due, each is looked at within N / (<see cref="MaxLooks"/> -
/// <see cref="MaxLooksAtWaiting"/> - <see cref="MaxLooksAtPreventions"/>) ticks, rounded up, whatever the others do: who was looked at stands
/// behind all who were not, and every prevention behind every outage.
/// </summary>
public static class LookOrder
{
    /// <summary>Lines of the list that one tick reads.</summary>
    public const int MaxListed = 10_000;

    /// <summary>Looks of one tick.</summary>
    public const int MaxLooks = 100;

    /// <summary>Of those, where there are not enough for all: looks at what only waits for a person. What moves comes first and has the rest.</summary>
    public const int MaxLooksAtWaiting = 20;

    /// <summary>Of those, where there are not enough for all: looks at preventions, so that those under way go on. The site serves meanwhile.</summary>
    public const int MaxLooksAtPreventions = 10;

    /// <summary>So few are looked at in one invocation even where each call takes all the time that it is given.</summary>
    public const int FewLooks = 20;

    /// <summary>The clocks of two invocations differ by no more; a look too early costs one read.</summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>The longest pause before people are shown again what could not be shown.</summary>
    public static readonly TimeSpan MaxShowPause = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan MinShowPause = TimeSpan.FromMinutes(1);

    /// <returns>Those to be looked at now, in this order, and whether each of them must be put back so that others get their turn.</returns>
    public static (IReadOnlyList<UnfinishedIncident> Chosen, bool IsCrowded) Choose(IReadOnlyList<UnfinishedIncident> unfinished, DateTimeOffset now)
    {
        UnfinishedIncident[] due = [.. unfinished.Where(one => one.LookAt <= now + MaxClockSkew).OrderBy(one => one.LookAt)];
        UnfinishedIncident[] waiting = [.. due.Where(one => one.WaitsForPerson)];
        UnfinishedIncident[] preventions = [.. due.Where(one => one is { WaitsForPerson: false, IsPrevention: true })];
        int forMoving = MaxLooks - Math.Min(waiting.Length, MaxLooksAtWaiting);
        IEnumerable<UnfinishedIncident> outages = due.Where(one => one is { WaitsForPerson: false, IsPrevention: false }).Take(forMoving - Math.Min(preventions.Length, MaxLooksAtPreventions));
        UnfinishedIncident[] moving = [.. outages.Concat(preventions).Take(forMoving)];
        UnfinishedIncident[] chosen = [.. moving, .. waiting.Take(MaxLooks - moving.Length)];
        return (chosen, due.Length > FewLooks);
    }

    /// <param name="one">Was just looked at.</param>
    /// <param name="after">What came of it; null where the look failed.</param>
    /// <param name="isCrowded">Others wait for their turn.</param>
    /// <param name="now">The function's clock.</param>
    /// <returns>When to look again; null where that need not be written down.</returns>
    public static DateTimeOffset? PutBackTo(UnfinishedIncident one, ReconcileResult? after, bool isCrowded, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(one);
        DateTimeOffset? unshownSince = after is null ? one.OpenedAt : after.UnshownSince;
        if (one.WaitsForPerson && unshownSince is { } since)
        {
            // As long again as it could not be shown until now: each pause doubles the time.
            return now.AddTicks(Math.Clamp((now - since).Ticks, MinShowPause.Ticks, MaxShowPause.Ticks));
        }

        return isCrowded ? now : null;
    }
}
