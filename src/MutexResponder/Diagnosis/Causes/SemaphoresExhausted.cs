using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>
/// Apache could not make a semaphore because the kernel's limit is reached, usually by arrays that killed Apache parents left.
/// With a file mutex it needs none; the leftovers are removed when nothing of Apache is alive to use them.
/// A start that fails says so on its own stderr and not in the error log, so the kernel's own count proves it as well as a line does.
/// </summary>
internal sealed class SemaphoresExhausted : ICause
{
    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (evidence.Parent is not null || evidence.AcceptMechanismOnDisk != MutexMechanism.SysVSem)
        {
            return null;
        }

        ImmutableArray<string> lines = Lines(evidence, signals);
        ImmutableArray<int> leftovers = [.. evidence.LeftoverSemaphores.Select(a => a.Id).Order().Take(Plan.MaxSemaphores)];
        bool isLimitReached = evidence.IsSemaphoreLimitReached == true;
        bool isShown = isLimitReached
            ? lines.Length > 0 || (leftovers.Length > 0 && evidence.OrderlyStop is null)
            : lines.Length > 0 && leftovers.Length > 0;
        if (!isShown)
        {
            return null;
        }

        string count = evidence.SemaphoreLimits is { } limits
            ? string.Create(CultureInfo.InvariantCulture, $"{evidence.SemaphoreArrayCount ?? evidence.ListedSemaphores.Length} of {limits.MaxArrays} arrays are in use")
            : "the kernel's limit was not recorded";
        string cause = string.Create(
            CultureInfo.InvariantCulture,
            $"Apache cannot start: the kernel's limit of semaphores {(isLimitReached ? "is" : "was")} reached ({count}). {leftovers.Length} arrays were left behind by dead Apache processes. With a file mutex Apache needs none.");
        ImmutableArray<string> restsOn = [.. lines, count, .. evidence.LeftoverSemaphores.Take(3).Select(Describe)];
        return RemedyObstacle.Find(evidence, cause, restsOn) ?? new Conclusion(Verdict.Remedy, "semaphores-exhausted", cause)
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

    private static string Describe(SemaphoreArray array) =>
        string.Create(CultureInfo.InvariantCulture, $"semid {array.Id} uid {array.Uid} made {array.ChangedAt:u}, no Apache process alive");
}
