using MutexResponder.Deciding;
using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Reconciling;

namespace MutexResponder.Lambda.Routing;

/// <summary>A command has ended: look at its instance.</summary>
public sealed class CommandEndedRoute(IReconcile reconcile, RouteJournal journal)
{
    public async Task<FunctionReply> HandleAsync(CommandEnded ended, CancellationToken cancellationToken)
    {
        Trigger trigger = new() { Kind = TriggerKind.CommandEnded, CommandId = ended.CommandId };
        return journal.Accepted(ended.Name, await reconcile.ReconcileAsync(ended.Instance, trigger, cancellationToken).ConfigureAwait(false));
    }
}
