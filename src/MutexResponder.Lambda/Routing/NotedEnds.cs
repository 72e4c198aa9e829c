using MutexResponder.Deciding;
using MutexResponder.Fleet;
using MutexResponder.Reconciling;

namespace MutexResponder.Lambda.Routing;

/// <summary>
/// What an incident ended on goes into the state of the fleet: a machine that was just mended is not listed as one at risk until the next
/// scheduled look.
/// </summary>
public sealed class NotedEnds(IReconcile reconcile, FleetSweep fleet) : IReconcile
{
    public async Task<ReconcileResult> ReconcileAsync(InstanceId instance, Trigger trigger, CancellationToken cancellationToken)
    {
        ReconcileResult result = await reconcile.ReconcileAsync(instance, trigger, cancellationToken).ConfigureAwait(false);
        if (result.EndedOn is { } last)
        {
            await fleet.NoteAsync(instance, last, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }
}
