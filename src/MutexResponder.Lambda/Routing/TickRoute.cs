using MutexResponder.Incidents;
using MutexResponder.Lambda.Events;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Routing;

/// <summary>Looks at all unfinished incidents: what a lost event would have brought forward is brought forward here.</summary>
public sealed class TickRoute(IIncidentStore store, IReconcile reconcile, RouteJournal journal)
{
    /// <summary>More are left to the next tick; the oldest come first.</summary>
    public const int MaxInstancesPerTick = 100;

    public async Task<FunctionReply> HandleAsync(ScheduleTicked tick, CancellationToken cancellationToken)
    {
        IReadOnlyList<InstanceId> unfinished = await store.ListUnfinishedAsync(MaxInstancesPerTick, cancellationToken).ConfigureAwait(false);
        if (unfinished.Count == 0)
        {
            return journal.Ignored(tick.Name, "nothing-unfinished", "No incident is under way.");
        }

        List<InstanceReply> replies = [];
        foreach (InstanceId instance in unfinished)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            replies.Add(await LookAtAsync(tick.Name, instance, cancellationToken).ConfigureAwait(false));
        }

        int failedCount = replies.Count(reply => reply.Outcome == Outcome.Failed);
        return new FunctionReply
        {
            Outcome = Outcome.Accepted,
            Event = tick.Name,
            Reason = failedCount > 0 ? "some-failed" : null,
            Summary = $"Looked at {replies.Count} of {unfinished.Count} unfinished incidents; {failedCount} could not be looked at.",
            Instances = replies,
        };
    }

    private async Task<InstanceReply> LookAtAsync(string eventName, InstanceId instance, CancellationToken cancellationToken)
    {
        try
        {
            ReconcileResult result = await reconcile.ReconcileAsync(instance, new Trigger { Kind = TriggerKind.Tick }, cancellationToken).ConfigureAwait(false);
            FunctionReply reply = journal.Accepted(eventName, result);
            return new InstanceReply(instance.Value, Outcome.Accepted, reply.Reason, reply.IncidentId, reply.Phase);
        }
        catch (Exception e)
        {
            // One instance must not keep the others waiting, whatever is wrong with it; the next tick comes anyway.
            return new InstanceReply(instance.Value, Outcome.Failed, journal.Failed(eventName, instance, e), null, null);
        }
    }
}
