using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>Apache runs and every port answers: whatever the line said, there is nothing to recover.</summary>
internal sealed class SiteHealthy : ICause
{
    /// <summary>A child made during a graceful restart may meet the old generation's mutex within this time.</summary>
    private static readonly TimeSpan GracefulNoise = TimeSpan.FromSeconds(15);

    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (evidence.Parent is not { } parent || !evidence.SiteAnswers)
        {
            return null;
        }

        (string code, string summary) = Name(evidence, signals);
        return new Conclusion(Verdict.NoAction, code, summary)
        {
            RestsOn =
            [
                string.Create(CultureInfo.InvariantCulture, $"parent {parent.Pid} alive"),
                .. evidence.Probes.Select(p => string.Create(CultureInfo.InvariantCulture, $"port {p.Port} answers {p.Status}")),
                string.Create(CultureInfo.InvariantCulture, $"accept mutex on disk {evidence.AcceptMechanismOnDisk.Word()}, {evidence.ApacheSemaphores?.Length ?? 0} semaphores of Apache's kind"),
                .. code == DiagnosisResult.AtRiskCode ? NextLogout.From(evidence)!.RestsOn : [],
            ],
        };
    }

    private static (string Code, string Summary) Name(Evidence evidence, ImmutableArray<Signal> signals)
    {
        MutexMechanism mechanism = evidence.AcceptMechanismOnDisk;
        NextLogout? next = NextLogout.From(evidence);
        if (IsGracefulNoise(evidence, signals))
        {
            return ("graceful-restart-noise", WithRisk("The lines came from children of an old generation around a graceful restart. The site answers.", next));
        }

        if (evidence.RunsOnOldSemaphores)
        {
            return ("fixed-on-disk-still-running-old", "The configuration on disk is right, but the running server still uses System V semaphores. The site answers; restart Apache at a time of your choice.");
        }

        if (mechanism is MutexMechanism.Fcntl or MutexMechanism.Flock)
        {
            return ("already-fixed", $"The site answers and its mutexes are {mechanism.Word()}: nobody can remove them.");
        }

        if ((mechanism.IsImmuneToRemoval() || evidence.HasAcceptMutex == false) && next is null)
        {
            return ("not-affected", evidence.HasAcceptMutex == false
                ? "The site answers, and this Apache makes no accept mutex that could be removed."
                : $"The site answers and its mutexes are {mechanism.Word()}: nobody can remove them.");
        }

        if (HasClaim(evidence, signals))
        {
            return ("not-corroborated", WithRisk("The site answers, its parent is alive and its semaphores are in place: nothing on the machine bears out the log line. It may be forged or old.", next));
        }

        return next is null
            ? ("healthy", "The site answers, its parent is alive and its semaphores are in place.")
            : (DiagnosisResult.AtRiskCode, WithRisk("The site answers.", next));
    }

    private static string WithRisk(string summary, NextLogout? next) => next is null ? summary : $"{summary} {next.Statement}";

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
}
