using System.Collections.Immutable;
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

        ImmutableArray<string> restsOn =
        [
            $"parent {parent.Pid} alive",
            .. evidence.Probes.Select(p => $"port {p.Port} answers {p.Status}"),
            $"accept mutex on disk {evidence.AcceptMechanismOnDisk.Word()}, {evidence.ApacheSemaphores?.Length ?? 0} semaphores of Apache's kind",
        ];
        if (IsGracefulNoise(evidence))
        {
            return new Conclusion(Verdict.NoAction, "graceful-restart-noise", "The lines came from children of an old generation around a graceful restart. The site answers.")
            { RestsOn = restsOn };
        }

        bool immune = evidence.AcceptMechanismOnDisk.IsImmuneToRemoval();
        if (immune && evidence.ApacheSemaphores is { Length: > 0 } arrays && evidence.ParentStartedAt is { } start && arrays.Any(a => a.ChangedAt >= start.AddSeconds(-2)))
        {
            return new Conclusion(
                Verdict.NoAction,
                "fixed-on-disk-still-running-old",
                "The configuration on disk is right, but the running server still uses System V semaphores. The site answers; restart Apache at a time of your choice.")
            { RestsOn = restsOn };
        }

        return immune
            ? new Conclusion(Verdict.NoAction, "already-fixed", $"The site answers and its mutexes are {evidence.AcceptMechanismOnDisk.Word()}: nobody can remove them.")
            { RestsOn = restsOn }
            : new Conclusion(
                Verdict.NoAction,
                "not-corroborated",
                "The site answers, its parent is alive and its semaphores are in place: nothing on the machine bears out the log line. It may be forged or old.")
            { RestsOn = restsOn };
    }

    private static bool IsGracefulNoise(Evidence evidence)
    {
        ImmutableArray<DateTimeOffset> restarts =
            [.. evidence.ErrorLog.Where(line => line.IsGracefulRestart && line.At is not null).Select(line => line.At!.Value)];
        LoggedLine[] lines = [.. evidence.LogOf(SignalKind.Removed).Where(line => line.At is not null)];
        return lines.Length > 0 && lines.All(line => restarts.Any(r => (line.At!.Value - r).Duration() <= GracefulNoise));
    }
}
