using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>
/// The outage this project is about: somebody removed Apache's System V semaphores while it ran.
/// Proven by what only the kernel can say: root's parent is dead and left its pid file, or lives without the arrays that its
/// configuration needs. The log, the forwarded one and the machine's own, is a witness: each child can write it.
/// </summary>
internal sealed class SemaphoresRemoved : ICause
{
    /// <summary>The time since the kernel's start is told in whole seconds.</summary>
    internal static readonly TimeSpan ClockGrain = TimeSpan.FromSeconds(2);

    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals) =>
        AcceptMutex(evidence, signals) ?? ModuleSemaphores.FindRemoved(evidence);

    private static Conclusion? AcceptMutex(Evidence evidence, ImmutableArray<Signal> signals)
    {
        ImmutableArray<LoggedLine> sinceStart = evidence.ErrorLogSinceStart();
        // A removal before the machine's last start explains nothing now: no semaphore outlives a boot.
        DateTimeOffset? kernelStarted = evidence.KernelStartedAt - ClockGrain;
        ImmutableArray<LoggedLine> removals =
            [.. sinceStart.Where(line => line.Signal is { Kind: SignalKind.Removed, Confidence: SignalConfidence.High } && !(line.At < kernelStarted))];
        Signal? forwarded = signals.LastOrDefault(s => s is { Kind: SignalKind.Removed, Confidence: SignalConfidence.High });

        // Where the log goes to syslog or through a pipe the machine's file says nothing: then the forwarded line is the witness of
        // a parent that gave up.
        bool isWitnessed = removals.Length > 0 || (forwarded is not null && evidence is { ErrorLogWasRead: false, ParentGaveUp: true });
        if (!isWitnessed || evidence.HasAcceptMutex == false || evidence.ApacheSemaphores is null)
        {
            return null;
        }

        bool isDown = evidence.Parent is null ? evidence.ParentGaveUp : !evidence.SiteAnswers;
        if (!isDown || evidence.OrderlyStop is not null)
        {
            return null;
        }

        ImmutableArray<string> restsOn =
        [
            Describe(evidence),
            .. removals.Take(3).Select(line => "witness: " + line.Text),
            .. removals.IsEmpty && forwarded is not null ? ["witness (forwarded): " + forwarded.Line] : ImmutableArray<string>.Empty,
        ];
        // Lines without a time may be of any boot, and a log outlives many.
        if (!removals.Any(line => line.At is not null) && !(forwarded?.ObservedAt >= kernelStarted))
        {
            return new Conclusion(
                Verdict.Escalate,
                "removal-undated",
                "Apache is down, and its log tells of a removed mutex but not of when: the lines have no time, and none was forwarded since the machine started. They may be old ones; a person has to look.")
            { RestsOn = restsOn };
        }

        if (ContradictingArray(evidence, removals) is { } array)
        {
            return new Conclusion(
                Verdict.Escalate,
                "semaphores-still-there",
                "Apache is down and logged a removed mutex, yet semaphores of its kind from before are still there. This is not explained; a person has to look.")
            { RestsOn = [.. restsOn, string.Create(CultureInfo.InvariantCulture, $"semid {array.Id} uid {array.Uid} changed {array.ChangedAt:u}")] };
        }

        if (evidence.AcceptMechanismOnDisk.IsImmuneToRemoval())
        {
            // A line and a silent port are what any user of the machine can make; with a mechanism that nobody can remove they prove
            // nothing of a server that lives, unless it does not run on it.
            bool runsOnIt = evidence.AcceptMechanismOnDisk is not (MutexMechanism.Fcntl or MutexMechanism.Flock) || evidence.AcceptRunsOnFile != false;
            if (evidence.Parent is not null && runsOnIt)
            {
                return null;
            }

            return new Conclusion(
                Verdict.Remedy,
                "fixed-on-disk-not-running",
                $"Apache's semaphores were removed and it is down; the configuration on disk already says {evidence.AcceptMechanismOnDisk.Word()}. It only has to start with it.")
            { ChangesConfiguration = false, RestsOn = restsOn };
        }

        string cause = evidence.Parent is null
            ? "Apache is dead: the System V semaphore of its accept mutex was removed while it ran."
            : "Apache's children die as fast as they start: the System V semaphore of their accept mutex was removed.";
        return RemedyObstacle.Find(evidence, cause, restsOn)
            ?? new Conclusion(Verdict.Remedy, "semaphores-removed", cause) { RestsOn = restsOn };
    }

    /// <summary>An array of Apache's kind that was there before the first removal line and still is. Another Apache of the same user has such too.</summary>
    private static SemaphoreArray? ContradictingArray(Evidence evidence, ImmutableArray<LoggedLine> removals)
    {
        if (evidence.ApacheSemaphores is not { Length: > 0 } arrays || evidence.OtherApaches.Any(other => other.Uid == evidence.ApacheUid))
        {
            return null;
        }

        DateTimeOffset? firstRemoval = removals.Select(line => line.At).FirstOrDefault(at => at is not null);
        return arrays.FirstOrDefault(a => firstRemoval is null || a.ChangedAt < firstRemoval.Value.AddSeconds(-1));
    }

    private static string Describe(Evidence evidence) => string.Create(
        CultureInfo.InvariantCulture,
        $"proof: parent {(evidence.Parent is { } p ? $"{p.Pid} alive" : evidence.PidFilePid is { } left ? $"{left} of the pid file dead" : "dead")}, {evidence.Orphans.Length} orphans, {evidence.ApacheSemaphores?.Length ?? 0} semaphores of Apache's kind, accept mutex on disk {evidence.AcceptMechanismOnDisk.Word()}");
}
