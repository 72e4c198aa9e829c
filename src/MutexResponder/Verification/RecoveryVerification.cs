using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Inspection;

namespace MutexResponder.Verification;

/// <summary>
/// Whether the machine recovered, by symptom: evidence from before the change against evidence from after it.
/// An exit status of 0 proves nothing here, and neither does the unit's state.
/// </summary>
public sealed record RecoveryVerification(ImmutableArray<Check> Checks)
{
    /// <summary>Clock ticks and whole seconds in /proc make a time about this unsure.</summary>
    private static readonly TimeSpan ClockGrain = TimeSpan.FromSeconds(2);

    /// <summary>Every check passed. Unknown is not a pass.</summary>
    public bool IsRecovered => Checks.All(c => c.Passed == true);

    /// <summary>The checks that did not pass.</summary>
    public IEnumerable<Check> Unmet => Checks.Where(c => c.Passed != true);

    /// <summary>How Apache got back, as far as that is to be proven: where the machine refused the order since somebody else was at it, his start counts as well.</summary>
    public static RecoveryKind Proves(RecoveryKind ordered, Attempt? attempt) => attempt?.Step("recover") is { Status: "refused" } ? RecoveryKind.Restart : ordered;

    /// <param name="before">From before the change.</param>
    /// <param name="after">From after it.</param>
    /// <param name="recovery">How Apache was to get back.</param>
    /// <param name="forwarded">What the log agent sent: where the machine's own log cannot be read, it stands in for it.</param>
    public static RecoveryVerification Verify(Evidence before, Evidence after, RecoveryKind recovery, ImmutableArray<Signal> forwarded)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new RecoveryVerification(
        [
            NewBootOrParent(before, after, recovery),
            ParentAlive(after),
            PortsAnswer(before, after),
            MechanismIsImmune(after),
            NoSemaphores(after),
            NoNewSignal(after, forwarded),
            NoOrphan(after),
        ]);
    }

    /// <summary>After a rollback the mutex is what it was, so the proof is the configuration itself, and that the site runs on it.</summary>
    /// <param name="before">From before the rollback.</param>
    /// <param name="after">From after it.</param>
    /// <param name="recovery">How Apache was brought onto it.</param>
    /// <param name="configHash">SHA-256 of the configuration before the change that was taken back; null where it is not known any more.</param>
    /// <param name="forwarded">As in <see cref="Verify"/>.</param>
    public static RecoveryVerification VerifyRollback(Evidence before, Evidence after, RecoveryKind recovery, string? configHash, ImmutableArray<Signal> forwarded)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new RecoveryVerification(
        [
            NewBootOrParent(before, after, recovery),
            ParentAlive(after),
            PortsAnswer(before, after),
            ConfigurationIs(configHash, after),
            NoNewSignal(after, forwarded),
            NoOrphan(after),
        ]);
    }

    private static Check ConfigurationIs(string? configHash, Evidence after) => new(
        "the configuration is byte for byte what it was",
        after.ConfigHash is { } hash && configHash is not null ? hash == configHash : null,
        after.ConfigHash is null ? "the configuration could not be read" : $"hash {after.ConfigHash}");

    private static Check NewBootOrParent(Evidence before, Evidence after, RecoveryKind recovery)
    {
        if (recovery == RecoveryKind.Reboot)
        {
            return new Check("the machine was rebooted", before.BootId != after.BootId, $"boot id {before.BootId} → {after.BootId}");
        }

        // A pid can come again; the start time cannot.
        bool? isNew = after.Parent is { } now
            ? before.Parent is not { } then || then.Pid != now.Pid || then.StartTicks != now.StartTicks
            : null;
        return new Check(
            "Apache runs under a new parent process",
            isNew,
            $"parent {before.Parent?.Pid.ToString(CultureInfo.InvariantCulture) ?? "none"} → {after.Parent?.Pid.ToString(CultureInfo.InvariantCulture) ?? "none"}");
    }

    private static Check ParentAlive(Evidence after) => new(
        "Apache's parent process is alive",
        after.Parent is not null,
        after.Parent is { } parent ? string.Create(CultureInfo.InvariantCulture, $"pid {parent.Pid}") : "no parent process");

    private static Check PortsAnswer(Evidence before, Evidence after)
    {
        const string Name = "every port answers HTTP";
        if (after.Probes.Length == 0)
        {
            return new Check(Name, null, "no port could be tried on the machine");
        }

        ImmutableArray<int> tried = [.. after.Probes.Select(p => p.Port)];
        int[] lost = [.. before.ApachePorts.Where(port => !tried.Contains(port) && !after.ApachePorts.Contains(port))];
        string detail = string.Join(", ", after.Probes.Select(p => p.Answered
            ? string.Create(CultureInfo.InvariantCulture, $"{p.Port}: {p.Status}")
            : string.Create(CultureInfo.InvariantCulture, $"{p.Port}: no answer {p.Error}")));
        return lost.Length > 0
            ? new Check(Name, false, $"{detail}; nobody listens on {string.Join(", ", lost)} any more")
            : new Check(Name, after.SiteAnswers, detail);
    }

    private static Check MechanismIsImmune(Evidence after)
    {
        MutexMechanism accept = after.AcceptMechanismOnDisk;
        MutexMechanism byDefault = after.MechanismOnDisk("default");
        bool? immune = accept == MutexMechanism.Unknown || byDefault == MutexMechanism.Unknown
            ? null
            : accept.IsImmuneToRemoval() && byDefault.IsImmuneToRemoval();
        return new Check("the effective mutex cannot be removed by others", immune, $"accept mutex {accept.Word()}, default {byDefault.Word()}");
    }

    /// <summary>
    /// A parent that was killed leaves its arrays behind; such leftovers are older than the running parent and no sign of failure.
    /// Neither are those that modules make: where the parent holds the accept mutex as a file, it is none of them.
    /// </summary>
    private static Check NoSemaphores(Evidence after)
    {
        const string Name = "Apache runs on no System V semaphore";
        if (after.ApacheSemaphores is not { } arrays)
        {
            return new Check(Name, null, "the arrays or Apache's uid are not known");
        }

        if (arrays.Length == 0)
        {
            return new Check(Name, true, "none of Apache's kind");
        }

        if (after.AcceptRunsOnFile == true)
        {
            return new Check(Name, true, $"{arrays.Length} of Apache's kind, and the accept mutex is none of them: the parent holds it as a file");
        }

        if (after.ParentStartedAt is not { } start)
        {
            return new Check(Name, null, $"{arrays.Length} of Apache's kind, and the parent's start time is not known");
        }

        int own = arrays.Count(a => a.ChangedAt >= start - ClockGrain);
        return new Check(Name, own == 0, own == 0
            ? $"{arrays.Length} leftovers of an earlier Apache, none of this one"
            : $"{own} made since the parent started");
    }

    private static Check NoNewSignal(Evidence after, ImmutableArray<Signal> forwarded)
    {
        const string Name = "no mutex failure was logged since Apache started";
        if (!after.ErrorLogWasRead && !forwarded.IsEmpty && after.ParentStartedAt is { } begun)
        {
            Signal? newest = forwarded.MaxBy(signal => signal.ObservedAt);
            return new Check(Name, newest!.ObservedAt <= begun + ClockGrain, string.Create(
                CultureInfo.InvariantCulture, $"the machine has no log to read; the last line that was forwarded came at {newest.ObservedAt:u}, the parent started at {begun:u}"));
        }

        LoggedLine[] removals = [.. after.ErrorLog.Where(line => line.Signal is { Kind: not (SignalKind.StaleGeneration or SignalKind.Consequence) })];
        if (removals.Length == 0)
        {
            return new Check(Name, after.ErrorLogWasRead ? true : null, after.ErrorLogWasRead ? "none in the log" : "the error log could not be read");
        }

        if (after.ParentStartedAt is not { } start || removals.Any(line => line.At is null))
        {
            return new Check(Name, null, "the times of the lines or of the parent's start are not known");
        }

        LoggedLine? late = removals.FirstOrDefault(line => line.At > start + ClockGrain);
        return new Check(Name, late is null, late?.Text ?? string.Create(CultureInfo.InvariantCulture, $"the last one was at {removals[^1].At:u}, the parent started at {start:u}"));
    }

    private static Check NoOrphan(Evidence after) => new(
        "no orphan child is left",
        after.ProcessesWereRead ? after.Orphans.Length == 0 : null,
        after.Orphans.Length == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"pid {after.Orphans[0].Pid}"));
}
