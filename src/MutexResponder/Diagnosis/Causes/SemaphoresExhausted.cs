using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Remediation;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>
/// Apache could not make a semaphore because the kernel's limit is reached, usually by arrays that killed Apache parents left.
/// With a file mutex it needs none; the leftovers are removed when nothing of Apache is alive to use them.
/// </summary>
internal sealed class SemaphoresExhausted : ICause
{
    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        LoggedLine? last = evidence.ErrorLogSinceStart().LastOrDefault(line => line.Signal?.Kind is SignalKind.Exhausted or SignalKind.Removed);
        if (evidence.Parent is not null || last?.Signal?.Kind != SignalKind.Exhausted)
        {
            return null;
        }

        if (evidence.AcceptMechanismOnDisk != MutexMechanism.SysVSem)
        {
            return null;
        }

        ImmutableArray<int> leftovers = evidence.Processes.Length == 0 && evidence.ApacheSemaphores is { } arrays
            ? [.. arrays.Select(a => a.Id).Order().Take(Plan.MaxSemaphores)]
            : [];
        return new Conclusion(
            Verdict.Remedy,
            "semaphores-exhausted",
            $"Apache cannot start: the kernel's limit of semaphores is reached. {leftovers.Length} arrays were left behind by dead Apache processes. With a file mutex Apache needs none.")
        {
            RemoveSemaphores = leftovers,
            RestsOn = [last.Text],
        };
    }
}
