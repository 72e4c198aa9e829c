namespace MutexResponder.Ports;

/// <summary>Asks EC2 which instances carry a tag.</summary>
public interface IListInstances
{
    /// <summary>Running instances only: no other can be inspected.</summary>
    /// <returns>At most <paramref name="maxCount"/>, in the order of their ids.</returns>
    /// <exception cref="RemoteCallException">EC2 could not answer.</exception>
    Task<IReadOnlyList<InstanceId>> ListByTagAsync(string key, string value, int maxCount, CancellationToken cancellationToken);
}
