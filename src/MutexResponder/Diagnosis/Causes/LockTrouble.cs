using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>The lock file, its directory or the kernel's support is the trouble: another mechanism is a person's choice.</summary>
internal sealed class LockTrouble : ICause
{
    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (evidence.SiteAnswers)
        {
            return null;
        }

        LoggedLine? last = evidence.ErrorLogSinceStart().LastOrDefault(line =>
            line.Signal?.Kind is SignalKind.Permission or SignalKind.Unsupported or SignalKind.Removed or SignalKind.Exhausted);
        return last?.Signal?.Kind switch
        {
            SignalKind.Permission => new Conclusion(
                Verdict.Escalate,
                "lock-permission",
                "Apache cannot use its lock file or the directory it lies in (permissions, read-only or network file system). Semaphores are not the cause.")
            { RestsOn = [last.Text] },
            SignalKind.Unsupported => new Conclusion(
                Verdict.Escalate,
                "mechanism-unsupported",
                "The kernel does not support the mutex mechanism that Apache was told to use.")
            { RestsOn = [last.Text] },
            _ => null,
        };
    }
}
