using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>Apache runs and every port answers: whatever the line said, there is nothing to recover.</summary>
internal sealed class SiteHealthy : ICause
{
    /// <summary>A child made during a graceful restart may meet the old generation's mutex within this time.</summary>
    private static readonly TimeSpan GracefulNoise = TimeSpan.FromSeconds(15);

    public Statement Name => new("cause-site-healthy");

    public Consideration Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (evidence.Parent is not { } parent)
        {
            return new RulingOut(ParentIsDead);
        }

        if (evidence.SiteAnswers != true)
        {
            return RulingOut.PortIsSilent(evidence);
        }

        NextLogout? next = NextLogout.From(evidence);
        Reason reason = Conclude(evidence, signals, next);
        return new Conclusion(Verdict.NoAction, reason)
        {
            RestsOn =
            [
                Seen.ParentAlive(parent.Pid),
                .. Seen.Ports(evidence),
                MutexAndSemaphores(evidence.AcceptMechanismOnDisk.Word(), evidence.ApacheSemaphores?.Length ?? 0),
                .. reason.Code == DiagnosisResult.AtRiskCode ? next!.RestsOn : [],
            ],
        };
    }

    private static Reason Conclude(Evidence evidence, ImmutableArray<Signal> signals, NextLogout? next)
    {
        MutexMechanism mechanism = evidence.AcceptMechanismOnDisk;
        if (IsGracefulNoise(evidence, signals))
        {
            return WithRisk(GracefulRestartNoise, next);
        }

        if (evidence.RunsOnOldSemaphores)
        {
            return StillRunningOld;
        }

        if (mechanism is MutexMechanism.Fcntl or MutexMechanism.Flock)
        {
            return AlreadyFixed(mechanism.Word());
        }

        if ((mechanism.IsImmuneToRemoval() || evidence.HasAcceptMutex == false) && next is null)
        {
            return evidence.HasAcceptMutex == false ? NoAcceptMutex : Immune(mechanism.Word());
        }

        return HasClaim(evidence, signals) ? WithRisk(NotCorroborated, next) : next is null ? Healthy : AtRisk(next.Statement);
    }

    private static Reason WithRisk(Reason reason, NextLogout? next) => next is null ? reason : reason with { Told = AndAtRisk(reason.Told, next.Statement) };

    /// <summary>Somebody says that the mutex failed: the forwarded log, or the instance's own since its last start.</summary>
    private static bool HasClaim(Evidence evidence, ImmutableArray<Signal> signals) =>
        signals.Length > 0 || evidence.ErrorLogSinceStart().Any(line => line.Signal is not null);

    /// <summary>Lines of old generations, and removals only around graceful restarts.</summary>
    private static bool IsGracefulNoise(Evidence evidence, ImmutableArray<Signal> signals)
    {
        ImmutableArray<DateTimeOffset> restarts =
            [.. evidence.ErrorLog.Where(line => line.IsGracefulRestart && line.At is not null).Select(line => line.At!.Value)];
        DateTimeOffset[] removals =
        [
            .. evidence.LogOf(SignalKind.Removed).Select(line => line.At).OfType<DateTimeOffset>(),
            .. signals.Where(s => s.Kind == SignalKind.Removed).Select(s => s.ObservedAt),
        ];
        bool hasNoise = removals.Length > 0 || evidence.LogOf(SignalKind.StaleGeneration).Any() || signals.Any(s => s.Kind == SignalKind.StaleGeneration);
        return hasNoise && restarts.Length > 0 && removals.All(at => restarts.Any(r => (at - r).Duration() <= GracefulNoise));
    }

    private static Reason GracefulRestartNoise => new("graceful-restart-noise");

    private static Reason StillRunningOld => new("fixed-on-disk-still-running-old");

    private static Reason AlreadyFixed(string mechanism) => new("already-fixed", ("mechanism", mechanism));

    private static Reason NoAcceptMutex => new("not-affected");

    private static Reason Immune(string mechanism) => new("not-affected", new Statement("already-fixed", ("mechanism", mechanism)));

    private static Reason NotCorroborated => new("not-corroborated");

    private static Reason Healthy => new("healthy");

    internal static Reason AtRisk(Statement risk) => new(DiagnosisResult.AtRiskCode, ("risk", risk));

    private static Statement AndAtRisk(Statement finding, Statement risk) => new("and-at-risk", ("finding", finding), ("risk", risk));

    private static Statement ParentIsDead => new("parent-is-dead");

    private static Statement MutexAndSemaphores(string mechanism, int semaphores) => new("mutex-and-semaphores", ("mechanism", mechanism), ("semaphores", semaphores));
}
