using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Wording;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>Somebody stopped Apache in order. Starting it against that wish is not ours to do, whatever another line says.</summary>
internal sealed class StoppedOnPurpose : ICause
{
    public Statement Name => new("cause-stopped-on-purpose");

    public Consideration Consider(Evidence evidence, ImmutableArray<Signal> signals) => evidence switch
    {
        { Parent: { } parent } => RulingOut.ParentIsAlive(parent),
        { OrderlyStop: { } stop } => EvidenceIncomplete.OnItsWay(evidence) ?? new Conclusion(Verdict.Escalate, Stopped) { RestsOn = [Statement.Quoted(stop.Text), Seen.NoParent] },
        { ErrorLogWasRead: true } => new RulingOut(NoOrderlyStop),
        _ => new RulingOut(RulingOut.NothingCorroborates),
    };

    private static Reason Stopped => new("stopped-on-purpose");

    private static Statement NoOrderlyStop => new("no-orderly-stop");
}
