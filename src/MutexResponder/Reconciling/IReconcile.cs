using MutexResponder.Deciding;
using MutexResponder.Ports;

namespace MutexResponder.Reconciling;

/// <summary>Brings one instance's incident one step further. Calling it again, or twice at once, changes nothing.</summary>
public interface IReconcile
{
    /// <exception cref="Ports.RemoteCallException">AWS could not answer; the same call may be made again.</exception>
    Task<ReconcileResult> ReconcileAsync(InstanceId instance, Trigger trigger, CancellationToken cancellationToken);
}
