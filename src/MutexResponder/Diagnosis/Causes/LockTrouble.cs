using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>The lock file, its directory or the kernel's support is the trouble: another mechanism is a person's choice.</summary>
internal sealed class LockTrouble : ICause
{
    public Statement Name => new("cause-lock-trouble");

    public Consideration Consider(Evidence evidence, ImmutableArray<Signal> signals)
    {
        if (evidence.SiteAnswers == true)
        {
            return RulingOut.SiteAnswers(evidence);
        }

        LoggedLine? last = evidence.ErrorLogSinceStart().LastOrDefault(line =>
            line.Signal?.Kind is SignalKind.Permission or SignalKind.Unsupported or SignalKind.Removed or SignalKind.Exhausted);
        return last?.Signal?.Kind switch
        {
            SignalKind.Permission => new Conclusion(Verdict.Escalate, Permission) { RestsOn = [Statement.Quoted(last.Text)] },
            SignalKind.Unsupported => new Conclusion(Verdict.Escalate, Unsupported) { RestsOn = [Statement.Quoted(last.Text)] },
            _ => RulingOut.NewestFailure(evidence, SignalKind.Removed, SignalKind.Exhausted),
        };
    }

    private static Reason Permission => new("lock-permission");

    private static Reason Unsupported => new("mechanism-unsupported");
}
