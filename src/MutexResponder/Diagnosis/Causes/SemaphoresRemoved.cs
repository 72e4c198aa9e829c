using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>
/// The outage this project is about: somebody removed Apache's System V semaphores while it ran.
/// Proven by the machine's state, never by a line alone: the server is dead or respawns in vain, the arrays are gone,
/// and what it logged last is that they are gone.
/// </summary>
internal sealed class SemaphoresRemoved : ICause
{
    /// <summary>The time since the kernel's start is told in whole seconds.</summary>
    internal static readonly TimeSpan ClockGrain = TimeSpan.FromSeconds(2);

    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        ImmutableArray<LoggedLine> sinceStart = evidence.ErrorLogSinceStart();
        // A removal before the machine's last start explains nothing now: no semaphore outlives a boot.
        DateTimeOffset? kernelStarted = evidence.KernelStartedAt - ClockGrain;
        ImmutableArray<LoggedLine> removals =
            [.. sinceStart.Where(line => line.Signal is { Kind: SignalKind.Removed, Confidence: SignalConfidence.High } && !(line.At < kernelStarted))];
        bool orphansWitness = evidence.Orphans.Length > 0
            && signals.Any(s => s is { Kind: SignalKind.Removed, Confidence: SignalConfidence.High });

        // Where the log goes to syslog or through a pipe the machine's file says nothing; then an orphan must witness the
        // forwarded line: an orderly stop leaves none.
        bool corroborated = removals.Length > 0 || (!evidence.ErrorLogWasRead && orphansWitness);
        if (!corroborated || evidence.HasAcceptMutex == false || evidence.ApacheSemaphores is null)
        {
            return null;
        }

        bool isDown = evidence.Parent is null ? evidence.ParentGaveUp : !evidence.SiteAnswers;
        if (!isDown || evidence.OrderlyStop is not null)
        {
            return null;
        }

        ImmutableArray<string> restsOn = [.. removals.Take(3).Select(line => line.Text), Describe(evidence)];
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

    /// <summary>An array of Apache's kind that was there before the first removal line and still is.</summary>
    private static SemaphoreArray? ContradictingArray(Evidence evidence, ImmutableArray<LoggedLine> removals)
    {
        if (evidence.ApacheSemaphores is not { Length: > 0 } arrays)
        {
            return null;
        }

        DateTimeOffset? firstRemoval = removals.Select(line => line.At).FirstOrDefault(at => at is not null);
        return arrays.FirstOrDefault(a => firstRemoval is null || a.ChangedAt < firstRemoval.Value.AddSeconds(-1));
    }

    private static string Describe(Evidence evidence) => string.Create(
        CultureInfo.InvariantCulture,
        $"parent {(evidence.Parent is { } p ? $"{p.Pid} alive" : "dead")}, {evidence.Orphans.Length} orphans, {evidence.ApacheSemaphores?.Length ?? 0} semaphores of Apache's kind, accept mutex on disk {evidence.AcceptMechanismOnDisk.Word()}");
}
