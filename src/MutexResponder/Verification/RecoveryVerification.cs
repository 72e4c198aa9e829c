using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Diagnosis.Causes;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Wording;

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
    internal static RecoveryKind Proves(RecoveryKind ordered, Attempt? attempt) => attempt?.Step("recover") is { Status: "refused" } ? RecoveryKind.Restart : ordered;

    /// <summary>What an incident's goal is to be proved by.</summary>
    /// <param name="incident">Its goal, its recovery and what was forwarded.</param>
    /// <param name="attempt">What was ordered; null where nothing was.</param>
    /// <param name="before">From before the change.</param>
    /// <param name="after">From after it.</param>
    public static RecoveryVerification Of(Incident incident, Attempt? attempt, Evidence before, Evidence after)
    {
        ArgumentNullException.ThrowIfNull(incident);
        RecoveryKind recovery = Proves(incident.Recovery, attempt);
        return incident.Goal is Goal.Rollback rollback
            ? VerifyRollback(before, after, recovery, rollback.Change.HashBefore, incident.Signals)
            : Verify(before, after, recovery, incident.Signals);
    }

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
            .. Reached(before, after, recovery),
            PortsAnswer(before, after),
            MechanismIsImmune(after),
            recovery == RecoveryKind.Reload ? AcceptMutexMoved(before, after) : NoSemaphores(after),
            recovery == RecoveryKind.Reload ? NoSignalSince(before, after) : NoNewSignal(after, forwarded),
            NoOrphan(after),
        ]);
    }

    /// <summary>After a rollback the mutex is what it was, so the proof is the configuration itself, and that the site runs on it.</summary>
    /// <param name="before">From before the rollback.</param>
    /// <param name="after">From after it.</param>
    /// <param name="recovery">How Apache was brought onto it.</param>
    /// <param name="configHash">Of the configuration before the change that was taken back; null where it is not known any more.</param>
    /// <param name="forwarded">As in <see cref="Verify"/>.</param>
    public static RecoveryVerification VerifyRollback(Evidence before, Evidence after, RecoveryKind recovery, ConfigHash? configHash, ImmutableArray<Signal> forwarded)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new RecoveryVerification(
        [
            .. Reached(before, after, recovery),
            PortsAnswer(before, after),
            ConfigurationIs(configHash, after),
            recovery == RecoveryKind.Reload ? NoSignalSince(before, after) : NoNewSignal(after, forwarded),
            NoOrphan(after),
        ]);
    }

    /// <summary>The running server is on the configuration that is on disk.</summary>
    private static ImmutableArray<Check> Reached(Evidence before, Evidence after, RecoveryKind recovery) => recovery == RecoveryKind.Reload
        ? [SameParent(before, after), NewGeneration(before, after)]
        : [NewBootOrParent(before, after, recovery), ParentAlive(after)];

    private static Check ConfigurationIs(ConfigHash? configHash, Evidence after) => new(
        CheckKind.ConfigurationAsBefore,
        after.ConfigHash is { } hash && configHash is not null ? hash == configHash : null,
        after.ConfigHash is { } left ? Hash(left.ToString()) : ConfigurationUnread);

    private static Check NewBootOrParent(Evidence before, Evidence after, RecoveryKind recovery)
    {
        if (recovery == RecoveryKind.Reboot)
        {
            return new Check(CheckKind.Rebooted, before.BootId != after.BootId, BootIds(before.BootId.ToString(), after.BootId.ToString()));
        }

        // A pid can come again; the start time cannot.
        bool? isNew = after.Parent is { } now
            ? before.Parent is not { } then || then.Pid != now.Pid || then.StartTicks != now.StartTicks
            : null;
        return new Check(CheckKind.NewParent, isNew, Parents(PidOrNone(before.Parent), PidOrNone(after.Parent)));
    }

    /// <summary>A parent that was started anew would mean that the site was down.</summary>
    private static Check SameParent(Evidence before, Evidence after) => new(
        CheckKind.SameParent,
        after.ProcessesWereRead ? before.Parent is not null && before.BootId == after.BootId && before.ParentIdentity == after.ParentIdentity : null,
        Parents(Statement.Quoted(before.ParentIdentity.ToString()), Statement.Quoted(after.ParentIdentity.ToString())));

    private static Check NewGeneration(Evidence before, Evidence after)
    {
        if (!after.ProcessesWereRead || before.UptimeSeconds is not { } uptime)
        {
            return new Check(CheckKind.NewGeneration, null, GenerationUnknown);
        }

        ApacheProcess[] children = [.. after.Processes.Where(p => p.Role == ProcessRole.Child)];
        int young = children.Count(p => p.StartTicks >= uptime * 100);
        return new Check(CheckKind.NewGeneration, young > 0, YoungChildren(young, children.Length));
    }

    /// <summary>
    /// The accept mutex is a file that the parent holds, and the array that it was is gone. mod_ssl makes its mutexes once for the life of the
    /// process (ssl_engine_mutex.c): a reload leaves their arrays, at most one each.
    /// </summary>
    private static Check AcceptMutexMoved(Evidence before, Evidence after)
    {
        if (after.AcceptRunsOnFile is not { } isFile || before.ApacheSemaphores is not { } then || after.ApacheSemaphores is not { } now)
        {
            return new Check(CheckKind.AcceptMutexMoved, null, ArraysUnknown);
        }

        int kept = before.ModuleSemaphoreMutexes.Count(name => name.StartsWith("ssl-", StringComparison.Ordinal));
        int left = now.Count(array => then.Any(old => old.Id == array.Id));
        bool isMoved = (isFile || after.HasAcceptMutex == false) && left <= kept;
        return new Check(CheckKind.AcceptMutexMoved, isMoved, !isFile && after.HasAcceptMutex != false ? NotHeldAsFile : left == 0 ? ArraysGone(then.Length) : ArraysLeft(left, then.Length));
    }

    private static Check NoSignalSince(Evidence before, Evidence after)
    {
        if (!after.ErrorLogWasRead)
        {
            return new Check(CheckKind.NoFailureSinceReload, null, ErrorLogUnread);
        }

        // What children of the old generation say of the old mutex comes before the line that says that the new one runs.
        LoggedLine? late = after.ErrorLogSinceStart().FirstOrDefault(line =>
            line.Signal is { Kind: not (Detection.SignalKind.StaleGeneration or Detection.SignalKind.Consequence) } && !(line.At <= before.TakenAt));
        return new Check(CheckKind.NoFailureSinceReload, late is null, late is not null ? Statement.Quoted(late.Text) : NoneInTheLog);
    }

    private static Check ParentAlive(Evidence after) => new(
        CheckKind.ParentAlive, after.Parent is not null, after.Parent is { } parent ? Seen.Pid(parent.Pid) : Seen.NoParent);

    private static Check PortsAnswer(Evidence before, Evidence after)
    {
        if (after.Probes.Length == 0)
        {
            return new Check(CheckKind.PortsAnswer, null, NoPortCouldBeTried);
        }

        ImmutableArray<int> tried = [.. after.Probes.Select(p => p.Port)];
        int[] lost = [.. before.ApachePorts.Where(port => !tried.Contains(port) && !after.ApachePorts.Contains(port))];
        return lost.Length > 0
            ? new Check(CheckKind.PortsAnswer, false, PortsLost(Seen.Ports(after), string.Join(", ", lost)))
            : new Check(CheckKind.PortsAnswer, after.SiteAnswers, Seen.AllPorts(after));
    }

    private static Check MechanismIsImmune(Evidence after)
    {
        MutexMechanism accept = after.AcceptMechanismOnDisk;
        MutexMechanism byDefault = after.MechanismOnDisk("default");
        bool? immune = accept == MutexMechanism.Unknown || byDefault == MutexMechanism.Unknown
            ? null
            : accept.IsImmuneToRemoval() && byDefault.IsImmuneToRemoval();
        return new Check(CheckKind.MutexImmune, immune, Mechanisms(accept.Word(), byDefault.Word()));
    }

    /// <summary>
    /// A parent that was killed leaves its arrays behind; such leftovers are older than the running parent and no sign of failure.
    /// Neither are those that modules make past the configuration: where the parent holds as files what this gives it, they are such.
    /// </summary>
    private static Check NoSemaphores(Evidence after)
    {
        if (after.ApacheSemaphores is not { } arrays)
        {
            return new Check(CheckKind.NoSemaphores, null, ArraysUnknown);
        }

        if (arrays.Length == 0)
        {
            return new Check(CheckKind.NoSemaphores, true, NoArrays);
        }

        if (after.AcceptRunsOnFile == true || (after.HasAcceptMutex == false && ModuleSemaphores.AreFiles(after)))
        {
            return new Check(CheckKind.NoSemaphores, true, ArraysOfModules(arrays.Length));
        }

        if (after.ParentStartedAt is not { } start)
        {
            return new Check(CheckKind.NoSemaphores, null, ArraysOfUnknownAge(arrays.Length));
        }

        int own = arrays.Count(a => a.ChangedAt >= start - ClockGrain);
        return new Check(CheckKind.NoSemaphores, own == 0, own == 0 ? ArraysOfBefore(arrays.Length) : ArraysOfThisParent(own));
    }

    private static Check NoNewSignal(Evidence after, ImmutableArray<Signal> forwarded)
    {
        LoggedLine[] removals = [.. after.ErrorLog.Where(line => line.Signal is { Kind: not (SignalKind.StaleGeneration or SignalKind.Consequence) })];
        if (removals.Length == 0 && after.ErrorLogWasRead)
        {
            return new Check(CheckKind.NoNewFailure, true, NoneInTheLog);
        }

        if (after.ParentStartedAt is not { } start)
        {
            return new Check(CheckKind.NoNewFailure, null, after.ErrorLogWasRead ? TimesUnknown : ErrorLogUnread);
        }

        if (removals.FirstOrDefault(line => line.At > start + ClockGrain) is { } late)
        {
            return new Check(CheckKind.NoNewFailure, false, Statement.Quoted(late.Text));
        }

        if (after.ErrorLogWasRead && removals.All(line => line.At is not null) && removals[^1].At is { } last)
        {
            return new Check(CheckKind.NoNewFailure, true, LastFailure(last, start));
        }

        // A log that cannot be read, or whose lines have no time: what was forwarded stands in for it.
        return forwarded.MaxBy(signal => signal.ObservedAt) is { } newest
            ? new Check(CheckKind.NoNewFailure, newest.ObservedAt <= start + ClockGrain, LastForwarded(newest.ObservedAt, start))
            : new Check(CheckKind.NoNewFailure, null, after.ErrorLogWasRead ? TimesUnknown : ErrorLogUnread);
    }

    private static Check NoOrphan(Evidence after) => new(
        CheckKind.NoOrphan,
        after.ProcessesWereRead ? after.Orphans.Length == 0 : null,
        !after.ProcessesWereRead ? None : after.Orphans.Length == 0 ? NoOrphanLeft : Seen.Pid(after.Orphans[0].Pid));

    private static Statement PidOrNone(ApacheProcess? process) => process is { } known ? Statement.Quoted(known.Pid.ToString(CultureInfo.InvariantCulture)) : None;

    private static Statement None => new("none");

    private static Statement Hash(string hash) => new("hash", ("hash", hash));

    private static Statement ConfigurationUnread => new("configuration-unread");

    private static Statement BootIds(string before, string after) => new("boot-ids", ("before", before), ("after", after));

    private static Statement Parents(Statement before, Statement after) => new("parents", ("before", before), ("after", after));

    private static Statement NoPortCouldBeTried => new("no-port-could-be-tried");

    private static Statement PortsLost(ImmutableArray<Statement> ports, string lost) => new("ports-lost", ("ports", ports), ("lost", lost));

    private static Statement Mechanisms(string accept, string byDefault) => new("effective-mechanisms", ("accept", accept), ("default", byDefault));

    private static Statement ArraysUnknown => new("apache-arrays-unknown");

    private static Statement NoArrays => new("no-apache-arrays");

    private static Statement ArraysOfModules(int count) => new("apache-arrays-of-modules", ("count", count));

    private static Statement ArraysOfUnknownAge(int count) => new("apache-arrays-of-unknown-age", ("count", count));

    private static Statement ArraysOfBefore(int count) => new("apache-arrays-of-before", ("count", count));

    private static Statement ArraysOfThisParent(int count) => new("apache-arrays-of-this-parent", ("count", count));

    private static Statement GenerationUnknown => new("generation-unknown");

    private static Statement YoungChildren(int young, int all) => new("young-children", ("young", young), ("all", all));

    private static Statement NotHeldAsFile => new("accept-mutex-no-file");

    private static Statement ArraysGone(int count) => new("apache-arrays-gone", ("count", count));

    /// <summary>Of mod_ssl's, until the server is next restarted.</summary>
    private static Statement ArraysLeft(int left, int all) => new("apache-arrays-left", ("left", left), ("all", all));

    private static Statement NoOrphanLeft => new("no-orphan-left");

    private static Statement NoneInTheLog => new("none-in-the-log");

    private static Statement ErrorLogUnread => new("error-log-unread");

    private static Statement TimesUnknown => new("failure-times-unknown");

    private static Statement LastForwarded(DateTimeOffset at, DateTimeOffset started) => new("last-forwarded", ("at", at), ("started", started));

    private static Statement LastFailure(DateTimeOffset at, DateTimeOffset started) => new("last-failure", ("at", at), ("started", started));
}
