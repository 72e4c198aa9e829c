using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Diagnosis.Causes;
using MutexResponder.Inspection;

namespace MutexResponder.Reporting.Sections;

/// <summary>
/// The causes that were ruled out on the way to the diagnosis. Each is asked again here, in the diagnosis's own order, so a
/// reason is only ever given for a cause that the evidence truly does not fit.
/// </summary>
internal static class Differential
{
    public static ImmutableArray<RuledOutCause> RuledOut(Evidence evidence, ImmutableArray<Signal> signals) =>
    [
        .. Diagnoser.Differential.TakeWhile(cause => cause.Consider(evidence, signals) is null)
            .Select(KindOf).OfType<CauseKind>().Select(kind => Because(kind, evidence, signals)),
    ];

    /// <summary>The report's name of a cause; null for one that it has none for, which a test says first.</summary>
    internal static CauseKind? KindOf(ICause cause) => cause switch
    {
        ApacheNotFound => CauseKind.ApacheNotFound,
        EvidenceIncomplete => CauseKind.EvidenceIncomplete,
        ConfigurationBroken => CauseKind.ConfigurationBroken,
        LockTrouble => CauseKind.LockTrouble,
        SemaphoresExhausted => CauseKind.SemaphoresExhausted,
        SemaphoresRemoved => CauseKind.SemaphoresRemoved,
        SiteHealthy => CauseKind.SiteHealthy,
        StoppedOnPurpose => CauseKind.StoppedOnPurpose,
        LockDirectoryMissing => CauseKind.LockDirectoryMissing,
        DownForAnotherReason => CauseKind.DownForAnotherReason,
        _ => null,
    };

    private static RuledOutCause Because(CauseKind kind, Evidence evidence, ImmutableArray<Signal> signals)
    {
        (RulingOut because, string restsOn) = kind switch
        {
            CauseKind.ApacheNotFound => (RulingOut.ApacheIsInstalled, evidence.Apache?.ControlProgram ?? ""),
            CauseKind.EvidenceIncomplete => (RulingOut.EvidenceIsComplete, $"config hash {evidence.ConfigHash}"),
            CauseKind.ConfigurationBroken => (RulingOut.ConfigurationTestPasses, evidence.ConfigTestOutput.LastOrDefault() ?? ""),
            CauseKind.LockTrouble => NotLockTrouble(evidence),
            CauseKind.SemaphoresExhausted => NotExhausted(evidence, signals),
            CauseKind.SemaphoresRemoved => NotRemoved(evidence),
            CauseKind.StoppedOnPurpose => NotStopped(evidence),
            CauseKind.LockDirectoryMissing => NotDirectoryMissing(evidence),
            _ => evidence.Parent is null ? (RulingOut.ParentIsDead, "") : (RulingOut.PortIsSilent, Probes(evidence)),
        };
        return new RuledOutCause(kind, because, ReportText.Line(restsOn));
    }

    private static (RulingOut Because, string RestsOn) NotLockTrouble(Evidence evidence) =>
        evidence.SiteAnswers
            ? (RulingOut.SiteAnswers, Probes(evidence))
            : NewestFailure(evidence, SignalKind.Permission, SignalKind.Unsupported, SignalKind.Removed, SignalKind.Exhausted);

    private static (RulingOut Because, string RestsOn) NotExhausted(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (evidence.Parent is not null)
        {
            return ParentIsAlive(evidence);
        }

        if (evidence.AcceptMechanismOnDisk != MutexMechanism.SysVSem)
        {
            return (RulingOut.NoSysVSemaphores, evidence.AcceptMechanismOnDisk.Word());
        }

        LoggedLine? newest = evidence.ErrorLogSinceStart().LastOrDefault(line => line.Signal?.Kind is SignalKind.Exhausted or SignalKind.Removed);
        bool isReported = newest is { Signal.Kind: SignalKind.Exhausted } || signals.Any(s => s is { Kind: SignalKind.Exhausted, Confidence: SignalConfidence.High });
        return (isReported, evidence.OrderlyStop, evidence.IsSemaphoreLimitReached) switch
        {
            (true, _, _) => (RulingOut.LimitNotReached, Arrays(evidence)),
            (_, { } stop, true) => (RulingOut.StoppedInOrder, stop.Text),
            _ => NewestFailure(evidence, SignalKind.Exhausted, SignalKind.Removed),
        };
    }

    private static (RulingOut Because, string RestsOn) NotRemoved(Evidence evidence)
    {
        LoggedLine? removal = evidence.ErrorLogSinceStart().LastOrDefault(line => line.Signal is { Kind: SignalKind.Removed, Confidence: SignalConfidence.High });
        if (removal is null && evidence.ErrorLogWasRead)
        {
            return (RulingOut.NoSuchLine, "");
        }

        if (removal?.At < evidence.KernelStartedAt - SemaphoresRemoved.ClockGrain)
        {
            return (RulingOut.LoggedBeforeBoot, removal.Text);
        }

        if (removal is null && evidence.Orphans.Length == 0)
        {
            return (RulingOut.NothingCorroborates, "");
        }

        if (evidence.HasAcceptMutex == false)
        {
            return (RulingOut.NoAcceptMutex, string.Create(CultureInfo.InvariantCulture, $"MPM {evidence.Mpm}, Listen × {evidence.ListenCount}"));
        }

        if (evidence.ApacheSemaphores is null)
        {
            return (RulingOut.SemaphoresNotRead, "");
        }

        if (evidence.Parent is not null && evidence.SiteAnswers)
        {
            return (RulingOut.SiteAnswers, Probes(evidence));
        }

        return evidence.OrderlyStop is { } stop
            ? (RulingOut.StoppedInOrder, stop.Text)
            : evidence is { Parent: null, ParentGaveUp: false } ? (RulingOut.ParentDidNotGiveUp, "") : (RulingOut.NothingCorroborates, "");
    }

    private static (RulingOut Because, string RestsOn) NotStopped(Evidence evidence) =>
        evidence.Parent is not null
            ? ParentIsAlive(evidence)
            : evidence.ErrorLogWasRead ? (RulingOut.NoOrderlyStop, "") : (RulingOut.NothingCorroborates, "");

    private static (RulingOut Because, string RestsOn) NotDirectoryMissing(Evidence evidence) =>
        evidence.Parent is not null
            ? ParentIsAlive(evidence)
            : evidence.AcceptMechanismOnDisk is MutexMechanism.Fcntl or MutexMechanism.Flock
                ? (RulingOut.LockDirectoryIsThere, evidence.LockDirectory?.Path ?? "")
                : (RulingOut.NoLockFiles, evidence.AcceptMechanismOnDisk.Word());

    private static (RulingOut Because, string RestsOn) ParentIsAlive(Evidence evidence) =>
        (RulingOut.ParentIsAlive, string.Create(CultureInfo.InvariantCulture, $"pid {evidence.Parent!.Pid}"));

    private static (RulingOut Because, string RestsOn) NewestFailure(Evidence evidence, params SignalKind[] kinds) =>
        evidence.ErrorLogSinceStart().LastOrDefault(line => line.Signal is { } signal && kinds.Contains(signal.Kind)) is { } newest
            ? (RulingOut.NewestFailureIsAnother, newest.Text)
            : evidence.ErrorLogWasRead ? (RulingOut.NoSuchLine, "") : (RulingOut.NothingCorroborates, "");

    private static string Arrays(Evidence evidence) => string.Create(
        CultureInfo.InvariantCulture,
        $"{evidence.SemaphoreArrayCount ?? evidence.ListedSemaphores.Length} arrays of {evidence.SemaphoreLimits?.MaxArrays}, {evidence.LeftoverSemaphores.Length} left behind");

    private static string Probes(Evidence evidence) =>
        string.Join(", ", evidence.Probes.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Port}: {p.Status} {p.Error}").TrimEnd()));
}
