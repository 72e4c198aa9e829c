using MutexResponder.Ports;

namespace MutexResponder.Lambda.Routing;

/// <summary>
/// Asks EC2 once per invocation for each instance. Forgets at the start of the next one: an instance may have been
/// stopped or retagged since.
/// </summary>
public sealed class RememberedInstances(IFindInstances inner) : IFindInstances
{
    private readonly Dictionary<InstanceId, InstanceFacts?> _known = [];

    public async Task<InstanceFacts?> FindAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(instance, out InstanceFacts? facts))
        {
            facts = await inner.FindAsync(instance, cancellationToken).ConfigureAwait(false);
            _known[instance] = facts;
        }

        return facts;
    }

    public void Forget() => _known.Clear();
}
