using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis.Causes;

/// <summary>Somebody stopped Apache in order. Starting it against that wish is not ours to do, whatever another line says.</summary>
internal sealed class StoppedOnPurpose : ICause
{
    public Conclusion? Consider(Evidence evidence, ImmutableArray<Signal> signals) =>
        evidence.Parent is null && evidence.OrderlyStop is { } stop
            ? new Conclusion(
                Verdict.Escalate,
                "stopped-on-purpose",
                "Apache was stopped in order and not started again: that is somebody's decision, no removed semaphore.")
            { RestsOn = [stop.Text, "no parent process"] }
            : null;
}
