using MutexResponder.Fleet;
using MutexResponder.Deciding;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Reconciling;

namespace MutexResponder.Lambda.Routing;

/// <summary>A command has ended: look at its instance.</summary>
public sealed class CommandEndedRoute(IReconcile reconcile, FleetSweep fleet, RouteJournal journal)
{
    public async Task<FunctionReply> HandleAsync(CommandEnded ended, CancellationToken cancellationToken)
    {
        Trigger trigger = new() { Kind = TriggerKind.CommandEnded, CommandId = ended.CommandId };
        ReconcileResult result = await reconcile.ReconcileAsync(ended.Instance, trigger, cancellationToken).ConfigureAwait(false);
        if (result is { IsOpen: false, EndedOn: null })
        {
            // Of no incident that goes on, nor of one that has just ended on it: it may be a look of the fleet's.
            await fleet.CommandEndedAsync(ended.Instance, ended.CommandId, cancellationToken).ConfigureAwait(false);
        }

        return journal.Accepted(ended.Name, result);
    }
}
