using MutexResponder.Deciding;
using MutexResponder.Detection;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Reconciling;

namespace MutexResponder.Lambda.Routing;

/// <summary>From a log batch to the one instance that it names. A batch without a signal costs no call at all, and one of a machine that is not ours leaves no record.</summary>
public sealed class LogDeliveryRoute(Admissions admissions, IReconcile reconcile, RouteJournal journal)
{
    /// <exception cref="FunctionErrorException">The batch cannot be read: it is dead-lettered, not lost.</exception>
    public async Task<FunctionReply> HandleAsync(LogsDelivered delivered, CancellationToken cancellationToken)
    {
        if (!CloudWatchLogsEnvelope.Read(delivered.Data.Span).TryGetBatch(out LogBatch? batch, out string? error))
        {
            throw new FunctionErrorException("InvalidEvent.bad-log-data", error);
        }

        if (batch.IsControlMessage)
        {
            return journal.Ignored(delivered.Name, Replied.ControlMessage);
        }

        if (batch.Signals.IsEmpty)
        {
            return journal.Ignored(delivered.Name, Replied.NoSignal(batch.EventCount));
        }

        (InstanceId? instance, FunctionReply? refusal) = await admissions.AdmitAsync(delivered.Name, batch.LogStream, cancellationToken).ConfigureAwait(false);
        if (instance is null)
        {
            return refusal!;
        }

        Trigger trigger = new() { Kind = TriggerKind.LogSignals, Signals = batch.Signals };
        return journal.Accepted(delivered.Name, await reconcile.ReconcileAsync(instance.Value, trigger, cancellationToken).ConfigureAwait(false));
    }
}
