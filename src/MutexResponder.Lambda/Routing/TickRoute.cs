using MutexResponder.Incidents;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Metrics;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Routing;

/// <summary>Looks at all unfinished incidents: what a lost event would have brought forward is brought forward here.</summary>
public sealed class TickRoute(IIncidentStore store, IReconcile reconcile, IncidentMetrics metrics, RouteJournal journal, TimeProvider time)
{
    /// <summary>More are left to the next tick; the oldest come first.</summary>
    public const int MaxInstancesPerTick = 100;

    public async Task<FunctionReply> HandleAsync(ScheduleTicked tick, CancellationToken cancellationToken)
    {
        IReadOnlyList<InstanceId> unfinished = await store.ListUnfinishedAsync(MaxInstancesPerTick, cancellationToken).ConfigureAwait(false);
        if (unfinished.Count == 0)
        {
            metrics.TellOldestOpen(TimeSpan.Zero, null);
            return journal.Ignored(tick.Name, "nothing-unfinished", "No incident is under way.");
        }

        List<InstanceReply> replies = [];
        (InstanceId Instance, DateTimeOffset At)? oldest = null;
        foreach (InstanceId instance in unfinished)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            (InstanceReply reply, DateTimeOffset? openSince) = await LookAtAsync(tick.Name, instance, cancellationToken).ConfigureAwait(false);
            replies.Add(reply);
            if (openSince is { } since && (oldest is null || since < oldest.Value.At))
            {
                oldest = (instance, since);
            }
        }

        metrics.TellWaitingPlans(replies.Count(reply => reply.Phase == nameof(IncidentPhase.AwaitingApproval)));
        metrics.TellOldestOpen(oldest is { } open ? time.GetUtcNow() - open.At : TimeSpan.Zero, oldest?.Instance);

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

    private async Task<(InstanceReply Reply, DateTimeOffset? OpenSince)> LookAtAsync(string eventName, InstanceId instance, CancellationToken cancellationToken)
    {
        try
        {
            ReconcileResult result = await reconcile.ReconcileAsync(instance, new Trigger { Kind = TriggerKind.Tick }, cancellationToken).ConfigureAwait(false);
            FunctionReply reply = journal.Accepted(eventName, result);
            return (new InstanceReply(instance.Value, Outcome.Accepted, reply.Reason, reply.IncidentId, reply.Phase), result.IsOpen ? result.OpenedAt : null);
        }
        catch (Exception e)
        {
            // One instance must not keep the others waiting, whatever is wrong with it; the next tick comes anyway.
            InstanceReply reply = new(instance.Value, Outcome.Failed, journal.Failed(eventName, instance, e), null, null);
            return (reply, await OpenSinceAsync(instance, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>An incident that nobody can bring forward is the very one whose age must be seen.</summary>
    private async Task<DateTimeOffset?> OpenSinceAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindAsync(instance, cancellationToken).ConfigureAwait(false) is { IsFinished: false } incident ? incident.OpenedAt : null;
        }
        catch (Exception e) when (e is RemoteCallException or OperationCanceledException)
        {
            return null;
        }
    }
}
