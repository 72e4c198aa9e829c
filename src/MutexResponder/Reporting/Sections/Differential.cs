using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Diagnosis.Causes;
using MutexResponder.Inspection;

namespace MutexResponder.Reporting.Sections;

/// <summary>
/// The causes that were ruled out on the way to the diagnosis. Each is asked again here, so a reason is only ever given for
/// a cause that the evidence truly does not fit.
/// </summary>
internal static class Differential
{
    private static readonly ImmutableArray<(CauseKind Kind, ICause Cause)> Order =
    [
        (CauseKind.ApacheNotFound, new ApacheNotFound()),
        (CauseKind.EvidenceIncomplete, new EvidenceIncomplete()),
        (CauseKind.ConfigurationBroken, new ConfigurationBroken()),
        (CauseKind.LockTrouble, new LockTrouble()),
        (CauseKind.SemaphoresExhausted, new SemaphoresExhausted()),
        (CauseKind.SemaphoresRemoved, new SemaphoresRemoved()),
        (CauseKind.SiteHealthy, new SiteHealthy()),
    ];

    public static ImmutableArray<RuledOutCause> RuledOut(Evidence evidence, ImmutableArray<Signal> signals) =>
        [.. Order.TakeWhile(entry => entry.Cause.Consider(evidence, signals) is null).Select(entry => Because(entry.Kind, evidence))];

    private static RuledOutCause Because(CauseKind kind, Evidence evidence)
    {
        (RulingOut because, string restsOn) = kind switch
        {
            CauseKind.ApacheNotFound => (RulingOut.ApacheIsInstalled, evidence.Apache?.ControlProgram ?? ""),
            CauseKind.EvidenceIncomplete => (RulingOut.EvidenceIsComplete, $"config hash {evidence.ConfigHash}"),
            CauseKind.ConfigurationBroken => (RulingOut.ConfigurationTestPasses, evidence.ConfigTestOutput.LastOrDefault() ?? ""),
            CauseKind.LockTrouble => LockTrouble(evidence),
            CauseKind.SemaphoresExhausted => Exhausted(evidence),
            CauseKind.SemaphoresRemoved => Removed(evidence),
            _ => evidence.Parent is null ? (RulingOut.ParentIsDead, "") : (RulingOut.PortIsSilent, Probes(evidence)),
        };
        return new RuledOutCause(kind, because, ReportText.Line(restsOn));
    }

    private static (RulingOut Because, string RestsOn) LockTrouble(Evidence evidence) =>
        evidence.SiteAnswers
            ? (RulingOut.SiteAnswers, Probes(evidence))
            : NewestFailure(evidence, SignalKind.Permission, SignalKind.Unsupported, SignalKind.Removed, SignalKind.Exhausted);

    private static (RulingOut Because, string RestsOn) Exhausted(Evidence evidence) =>
        evidence.Parent is { } parent
            ? (RulingOut.ParentIsAlive, string.Create(CultureInfo.InvariantCulture, $"pid {parent.Pid}"))
            : evidence.ErrorLogSinceStart().LastOrDefault(l => l.Signal?.Kind is SignalKind.Exhausted or SignalKind.Removed) is { Signal.Kind: SignalKind.Exhausted }
                ? (RulingOut.NoSysVSemaphores, evidence.AcceptMechanismOnDisk.Word())
                : NewestFailure(evidence, SignalKind.Exhausted, SignalKind.Removed);

    private static (RulingOut Because, string RestsOn) Removed(Evidence evidence)
    {
        ImmutableArray<LoggedLine> sinceStart = evidence.ErrorLogSinceStart();
        bool isLogged = sinceStart.Any(line => line.Signal is { Kind: SignalKind.Removed, Confidence: SignalConfidence.High });
        if (!isLogged && evidence.ErrorLogWasRead)
        {
            return (RulingOut.NoSuchLine, "");
        }

        if (evidence.HasAcceptMutex == false)
        {
            return (RulingOut.NoAcceptMutex, string.Create(CultureInfo.InvariantCulture, $"MPM {evidence.Mpm}, Listen × {evidence.ListenCount}"));
        }

        if (evidence.Parent is not null && evidence.SiteAnswers)
        {
            return (RulingOut.SiteAnswers, Probes(evidence));
        }

        return sinceStart.LastOrDefault(line => line.IsOrderlyStop) is { } stop
            ? (RulingOut.StoppedInOrder, stop.Text)
            : (RulingOut.NothingCorroborates, "");
    }

    private static (RulingOut Because, string RestsOn) NewestFailure(Evidence evidence, params SignalKind[] kinds) =>
        evidence.ErrorLogSinceStart().LastOrDefault(line => line.Signal is { } signal && kinds.Contains(signal.Kind)) is { } newest
            ? (RulingOut.NewestFailureIsAnother, newest.Text)
            : evidence.ErrorLogWasRead ? (RulingOut.NoSuchLine, "") : (RulingOut.NothingCorroborates, "");

    private static string Probes(Evidence evidence) =>
        string.Join(", ", evidence.Probes.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Port}: {p.Status} {p.Error}").TrimEnd()));
}
