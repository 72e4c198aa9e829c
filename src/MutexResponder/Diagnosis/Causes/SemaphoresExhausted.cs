using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>
/// Apache could not make a semaphore because the kernel's limit is reached, usually by arrays that killed Apache parents left.
/// With a file mutex it needs none; the leftovers are removed when nothing of Apache is alive to use them.
/// A start that fails says so on its own stderr and not in the error log, so the kernel's own count proves it as well as a line does.
/// </summary>
internal sealed class SemaphoresExhausted : ICause
{
    public Statement Name => new("cause-semaphores-exhausted");

    public Consideration Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (evidence.Parent is { } parent)
        {
            return RulingOut.ParentIsAlive(parent);
        }

        if (evidence.AcceptMechanismOnDisk != MutexMechanism.SysVSem)
        {
            return new RulingOut(NoSysVSemaphores, Statement.Quoted(evidence.AcceptMechanismOnDisk.Word()));
        }

        // A server that was stopped in order after it failed is left alone, however full the kernel's table is: any user can fill that.
        LoggedLine? last = evidence.ErrorLogSinceStart().LastOrDefault(line => line.IsOrderlyStop || line.Signal?.Kind is SignalKind.Exhausted or SignalKind.Removed);
        if (last is { IsOrderlyStop: true } && !signals.Any(s => s.Kind == SignalKind.Exhausted && s.ObservedAt > last.At))
        {
            return RulingOut.StoppedInOrder(last);
        }

        ImmutableArray<string> lines = Lines(evidence, signals);
        ImmutableArray<int> leftovers = [.. evidence.LeftoverSemaphores.Select(a => a.Id).Order().Take(Plan.MaxSemaphores)];
        bool isLimitReached = evidence.IsSemaphoreLimitReached == true;
        bool isShown = isLimitReached
            ? lines.Length > 0 || (leftovers.Length > 0 && evidence.OrderlyStop is null)
            : lines.Length > 0 && leftovers.Length > 0;
        if (!isShown)
        {
            return lines.Length > 0 ? new RulingOut(LimitNotReached, Seen.Arrays(evidence))
                : isLimitReached && evidence.OrderlyStop is { } stop ? RulingOut.StoppedInOrder(stop)
                : RulingOut.NewestFailure(evidence, SignalKind.Exhausted, SignalKind.Removed);
        }

        Statement usage = evidence.SemaphoreLimits is { } limits
            ? ArraysInUse(evidence.SemaphoreArrayCount ?? evidence.ListedSemaphores.Length, limits.MaxArrays)
            : LimitNotRecorded;
        Reason cause = isLimitReached ? IsReached(usage, leftovers.Length) : WasReached(usage, leftovers.Length);
        ImmutableArray<Statement> restsOn = [.. lines.Select(Statement.Quoted), usage, .. evidence.LeftoverSemaphores.Take(3).Select(a => LeftBehind(a.Id, a.Uid, a.ChangedAt))];
        return RemedyObstacle.Find(evidence, cause.Told, restsOn) ?? new Conclusion(Verdict.Remedy, cause)
        {
            Confidence = isLimitReached ? Confidence.Observed : Confidence.Indicated,
            RemoveSemaphores = leftovers,
            RestsOn = restsOn,
        };
    }

    /// <summary>The last word of the instance's own log on it, or what the start said and the log agent forwarded.</summary>
    private static ImmutableArray<string> Lines(Evidence evidence, ImmutableArray<Signal> signals)
    {
        LoggedLine? logged = evidence.ErrorLogSinceStart().LastOrDefault(line => line.Signal?.Kind is SignalKind.Exhausted or SignalKind.Removed);
        return logged?.Signal?.Kind == SignalKind.Exhausted
            ? [logged.Text]
            : [.. signals.Where(s => s is { Kind: SignalKind.Exhausted, Confidence: SignalConfidence.High }).TakeLast(1).Select(s => s.Line)];
    }

    private static Reason IsReached(Statement usage, int count) => new("semaphores-exhausted", ("usage", usage), ("count", count));

    private static Reason WasReached(Statement usage, int count) => new("semaphores-exhausted", new Statement("semaphores-were-exhausted", ("usage", usage), ("count", count)));

    private static Statement NoSysVSemaphores => new("no-sysv-semaphores");

    private static Statement LimitNotReached => new("limit-not-reached");

    private static Statement ArraysInUse(int used, int limit) => new("arrays-in-use", ("used", used), ("limit", limit));

    private static Statement LimitNotRecorded => new("limit-not-recorded");

    private static Statement LeftBehind(int semid, int uid, DateTimeOffset made) => new("array-left-behind", ("semid", semid), ("uid", uid), ("made", made));
}
