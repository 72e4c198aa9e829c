using MutexResponder.Deciding;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Metrics;
using MutexResponder.Ports;
using MutexResponder.Reconciling;

namespace MutexResponder.Lambda.Routing;

/// <summary>Looks at the unfinished incidents in turn: what a lost event would have brought forward is brought forward here.</summary>
public sealed class TickRoute(IIncidentStore store, IReconcile reconcile, ITellPeople people, IncidentMetrics metrics, FleetSweep fleet, RouteJournal journal, TimeProvider time)
{
    public async Task<FunctionReply> HandleAsync(ScheduleTicked tick, CancellationToken cancellationToken)
    {
        await TellOfStormAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset listedAt = time.GetUtcNow();
        IReadOnlyList<UnfinishedIncident> unfinished = await store.ListUnfinishedAsync(LookOrder.MaxListed, cancellationToken).ConfigureAwait(false);
        FunctionReply reply = await LookAtIncidentsAsync(tick, unfinished, cancellationToken).ConfigureAwait(false);

        // Whoever is down comes first; the fleet takes what is left of the invocation's time.
        await fleet.TickAsync(unfinished, listedAt, cancellationToken).ConfigureAwait(false);
        return reply;
    }

    private async Task<FunctionReply> LookAtIncidentsAsync(ScheduleTicked tick, IReadOnlyList<UnfinishedIncident> unfinished, CancellationToken cancellationToken)
    {
        if (unfinished.Count == 0)
        {
            metrics.TellOldestOpen(TimeSpan.Zero, null);
            return journal.Ignored(tick.Name, Replied.NothingUnfinished);
        }

        // Protects from a prevention that keeps an alarm on while its site serves: the next outage would page nobody.
        List<InstanceReply> replies = [];
        Dictionary<InstanceId, DateTimeOffset> openSince = [];
        HashSet<InstanceId> waiting = [];
        foreach (UnfinishedIncident open in unfinished.Where(one => one is { IsOpen: true, Goal: not IncidentGoal.Prevent }))
        {
            openSince[open.Instance] = open.OpenedAt;
            if (open.WaitsForPerson)
            {
                // Counted from the list: a plan that waits is not looked at before it expires.
                waiting.Add(open.Instance);
            }
        }

        (IReadOnlyList<UnfinishedIncident> chosen, bool isCrowded) = LookOrder.Choose(unfinished, time.GetUtcNow());
        foreach (UnfinishedIncident one in chosen.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            (InstanceReply reply, ReconcileResult? result) = await LookAtAsync(tick.Name, one.Instance, cancellationToken).ConfigureAwait(false);
            replies.Add(reply);
            if (result is not null)
            {
                openSince.Remove(one.Instance);
                waiting.Remove(one.Instance);
                if (result is { IsOpen: true, Goal: not IncidentGoal.Prevent, OpenedAt: { } openedAt })
                {
                    openSince[one.Instance] = openedAt;
                }

                if (result is { Phase: IncidentPhase.AwaitingApproval, Goal: not IncidentGoal.Prevent })
                {
                    waiting.Add(one.Instance);
                }
            }

            if (LookOrder.PutBackTo(one, result, isCrowded, time.GetUtcNow()) is { } next)
            {
                await PutBackAsync(tick.Name, one, next, cancellationToken).ConfigureAwait(false);
            }
        }

        metrics.TellWaitingPlans(waiting.Count);
        if (openSince.Count == 0)
        {
            metrics.TellOldestOpen(TimeSpan.Zero, null);
        }
        else
        {
            (InstanceId oldest, DateTimeOffset since) = openSince.MinBy(open => open.Value);
            metrics.TellOldestOpen(time.GetUtcNow() - since, oldest);
        }

        int failedCount = replies.Count(reply => reply.Outcome == Outcome.Failed);
        return new FunctionReply
        {
            Outcome = Outcome.Accepted,
            Event = tick.Name,
            Reason = failedCount > 0 ? "some-failed" : null,
            Told = Replied.LookedAt(replies.Count, unfinished.Count, failedCount),
            Instances = replies,
        };
    }

    /// <summary>Where that fails, the changes stand in the console and in OpsCenter; the incidents come first.</summary>
    private async Task TellOfStormAsync(CancellationToken cancellationToken)
    {
        try
        {
            await people.TellOfStormAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteCallException e)
        {
            journal.NotTold(e);
        }
    }

    private async Task<(InstanceReply Reply, ReconcileResult? Result)> LookAtAsync(string eventName, InstanceId instance, CancellationToken cancellationToken)
    {
        try
        {
            ReconcileResult result = await reconcile.ReconcileAsync(instance, new Trigger { Kind = TriggerKind.Tick }, cancellationToken).ConfigureAwait(false);
            FunctionReply reply = journal.Accepted(eventName, result);
            return (new InstanceReply(instance.Value, Outcome.Accepted, reply.Reason, reply.IncidentId, reply.Phase), result);
        }
        catch (Exception e)
        {
            // One instance must not keep the others waiting, whatever is wrong with it; the next tick comes anyway.
            return (new InstanceReply(instance.Value, Outcome.Failed, journal.Failed(eventName, instance, e), null, null), null);
        }
    }

    /// <summary>Where that fails it is only looked at too soon again.</summary>
    private async Task PutBackAsync(string eventName, UnfinishedIncident one, DateTimeOffset lookAt, CancellationToken cancellationToken)
    {
        try
        {
            await store.PutBackAsync(one, lookAt, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RemoteCallException or OperationCanceledException)
        {
            journal.Failed(eventName, one.Instance, e);
        }
    }
}
