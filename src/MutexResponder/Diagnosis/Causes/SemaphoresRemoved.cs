using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>
/// The outage this project is about: somebody removed Apache's System V semaphores while it ran.
/// Proven by what only the kernel can say: root's parent is dead and left its pid file, or lives without the arrays that its
/// configuration needs. The log, the forwarded one and the machine's own, is a witness: each child can write it.
/// </summary>
internal sealed class SemaphoresRemoved : ICause
{
    /// <summary>The code of its name.</summary>
    public const string NameCode = "cause-semaphores-removed";

    /// <summary>The time since the kernel's start is told in whole seconds.</summary>
    internal static readonly TimeSpan ClockGrain = TimeSpan.FromSeconds(2);

    public Statement Name => new(NameCode);

    public Consideration Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        Consideration accept = AcceptMutex(evidence, signals);
        return accept is RulingOut && ModuleSemaphores.FindRemoved(evidence) is { } modules ? modules : accept;
    }

    private static Consideration AcceptMutex(Evidence evidence, ImmutableArray<Signal> signals)
    {
        // A line in a format of somebody's own tells less. Where all else is as logind leaves it, it is witness enough.
        bool isAsLogindLeavesIt = evidence is { ParentGaveUp: true, ApacheSemaphores.IsEmpty: true, HasAcceptMutex: true }
            && RootCause.From(evidence) is { RemoveIpc.Holds: true, OrdinaryUser.Holds: true, SysVMechanism.Holds: true };
        bool IsWitness(Signal? signal) => signal is { Kind: SignalKind.Removed } && (signal.Confidence == SignalConfidence.High || isAsLogindLeavesIt);
        ImmutableArray<LoggedLine> logged = [.. evidence.ErrorLogSinceStart().Where(line => IsWitness(line.Signal))];

        // A removal before the machine's last start explains nothing now: no semaphore outlives a boot.
        DateTimeOffset? kernelStarted = evidence.KernelStartedAt - ClockGrain;
        ImmutableArray<LoggedLine> removals = [.. logged.Where(line => !(line.At < kernelStarted))];
        Signal? forwarded = signals.LastOrDefault(IsWitness);

        // Where the log goes to syslog or through a pipe the machine's file says nothing: then the forwarded line is the witness of
        // a parent that gave up. Any user writes to syslog: where the server had no array that could go, it would be the only one.
        bool isWitnessed = removals.Length > 0 || (forwarded is not null
            && evidence is { ErrorLogWasRead: false, ParentGaveUp: true, HasAcceptMutex: true, AcceptMechanismOnDisk: MutexMechanism.SysVSem });
        if (RuledOut(evidence, logged, isWitnessed) is { } not)
        {
            return not;
        }

        ImmutableArray<Statement> restsOn =
        [
            Proof(
                evidence.Parent is { } p ? Seen.ParentAlive(p.Pid) : evidence.PidFilePid is { } left ? ParentOfPidFileDead(left) : ParentDead,
                evidence.Orphans.Length,
                evidence.ApacheSemaphores?.Length ?? 0,
                evidence.AcceptMechanismOnDisk.Word()),
            .. removals.Take(3).Select(line => Witness(line.Text)),
            .. removals.IsEmpty && forwarded is not null ? [WitnessForwarded(forwarded.Line)] : ImmutableArray<Statement>.Empty,
        ];
        // Lines without a time may be of any boot, and a log outlives many.
        if (!removals.Any(line => line.At is not null) && !(forwarded?.ObservedAt >= kernelStarted))
        {
            return new Conclusion(Verdict.Escalate, Undated) { RestsOn = restsOn };
        }

        if (ContradictingArray(evidence, removals) is { } array)
        {
            return new Conclusion(Verdict.Escalate, StillThere) { RestsOn = [.. restsOn, Array(array.Id, array.Uid, array.ChangedAt)] };
        }

        if (evidence.AcceptMechanismOnDisk.IsImmuneToRemoval())
        {
            // A line and a silent port are what any user of the machine can make; with a mechanism that nobody can remove they prove
            // nothing of a server that lives, unless it does not run on it.
            bool runsOnIt = evidence.AcceptMechanismOnDisk is not (MutexMechanism.Fcntl or MutexMechanism.Flock) || evidence.AcceptRunsOnFile is null;
            return evidence.Parent is not null && runsOnIt
                ? new RulingOut(RulingOut.NothingCorroborates)
                : new Conclusion(Verdict.Remedy, FixedOnDisk(evidence.AcceptMechanismOnDisk.Word())) { ChangesConfiguration = false, RestsOn = restsOn };
        }

        Reason cause = evidence.Parent is null ? ParentDied : ChildrenDie;
        return RemedyObstacle.Find(evidence, cause.Told, restsOn) ?? new Conclusion(Verdict.Remedy, cause) { RestsOn = restsOn };
    }

    /// <returns>Null where the accept mutex may have been removed.</returns>
    private static RulingOut? RuledOut(Evidence evidence, ImmutableArray<LoggedLine> logged, bool isWitnessed)
    {
        if (!isWitnessed)
        {
            return logged is [.., var old] ? new RulingOut(LoggedBeforeBoot, Statement.Quoted(old.Text))
                : evidence.ErrorLogWasRead ? new RulingOut(RulingOut.NoSuchLine) : new RulingOut(RulingOut.NothingCorroborates);
        }

        if (evidence.HasAcceptMutex == false)
        {
            return new RulingOut(NoAcceptMutex, ListensWith(evidence.Mpm, evidence.ListenCount));
        }

        if (evidence.ApacheSemaphores is null)
        {
            return new RulingOut(SemaphoresNotRead);
        }

        if (evidence.Parent is not null && evidence.SiteAnswers == true)
        {
            return RulingOut.SiteAnswers(evidence);
        }

        if (evidence.AcceptRunsOnFile == true)
        {
            return new RulingOut(HoldsAcceptMutexAsFile);
        }

        return evidence switch
        {
            { OrderlyStop: { } stop } => RulingOut.StoppedInOrder(stop),
            { Parent: null, ParentGaveUp: false } => new RulingOut(ParentDidNotGiveUp),
            _ => null,
        };
    }

    /// <summary>
    /// An array of Apache's kind that was there before the first removal line and still is, or that a living parent has made since its start,
    /// whatever time the line claims: each child can write lines. Another Apache of the same user has such too, and beside a dead parent all are its.
    /// </summary>
    private static SemaphoreArray? ContradictingArray(Evidence evidence, ImmutableArray<LoggedLine> removals)
    {
        if (evidence.ApacheSemaphores is not { Length: > 0 } arrays || (evidence.Parent is null && evidence.OtherApaches.Any(other => other.Uid == evidence.ApacheUid)))
        {
            return null;
        }

        DateTimeOffset? firstRemoval = removals.Select(line => line.At).FirstOrDefault(at => at is not null);
        DateTimeOffset? started = evidence.ParentStartedAt - ClockGrain;
        return arrays.FirstOrDefault(a => firstRemoval is null || a.ChangedAt < firstRemoval.Value.AddSeconds(-1) || a.ChangedAt >= started);
    }

    private static Reason ParentDied => new("semaphores-removed");

    private static Reason ChildrenDie => new("semaphores-removed", new Statement("semaphores-removed-children-die"));

    private static Reason Undated => new("removal-undated");

    private static Reason StillThere => new("semaphores-still-there");

    private static Reason FixedOnDisk(string mechanism) => new("fixed-on-disk-not-running", ("mechanism", mechanism));

    private static Statement LoggedBeforeBoot => new("logged-before-boot");

    private static Statement NoAcceptMutex => new("makes-no-accept-mutex");

    private static Statement ListensWith(string mpm, int count) => new("listens-with", ("mpm", mpm), ("count", count));

    private static Statement SemaphoresNotRead => new("semaphores-not-read");

    private static Statement HoldsAcceptMutexAsFile => new("accept-mutex-is-file");

    private static Statement ParentDidNotGiveUp => new("parent-did-not-give-up");

    private static Statement Proof(Statement parent, int orphans, int semaphores, string mechanism) =>
        new("proof", ("parent", parent), ("orphans", orphans), ("semaphores", semaphores), ("mechanism", mechanism));

    private static Statement ParentOfPidFileDead(int pid) => new("parent-of-pid-file-dead", ("pid", pid));

    private static Statement ParentDead => new("parent-dead");

    private static Statement Witness(string line) => new("witness", ("line", line));

    private static Statement WitnessForwarded(string line) => new("witness-forwarded", ("line", line));

    private static Statement Array(int semid, int uid, DateTimeOffset changed) => new("array-changed", ("semid", semid), ("uid", uid), ("changed", changed));
}
