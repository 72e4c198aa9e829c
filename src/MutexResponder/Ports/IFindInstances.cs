namespace MutexResponder.Ports;

/// <summary>Asks EC2 what an instance is.</summary>
public interface IFindInstances
{
    /// <returns>The instance, or null where this account and Region have none of that id.</returns>
    /// <exception cref="RemoteCallException">EC2 could not answer.</exception>
    Task<InstanceFacts?> FindAsync(InstanceId instance, CancellationToken cancellationToken);
}
