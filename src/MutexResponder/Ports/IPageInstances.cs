namespace MutexResponder.Ports;

/// <summary>Asks EC2 page by page which instances carry a tag.</summary>
public interface IPageInstances
{
    /// <summary>Instances in one page, at most.</summary>
    const int MaxPage = 100;

    /// <summary>Running instances only: no other can be inspected.</summary>
    /// <param name="key">The tag's key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="token">The mark of the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>At most <see cref="MaxPage"/>, maybe none, and the mark of the next page; null where this is the last.</returns>
    /// <exception cref="RemoteCallException">EC2 could not answer, or does not know the mark any more.</exception>
    Task<(IReadOnlyList<InstanceId> Instances, string? Next)> ListPageAsync(string key, string value, string? token, CancellationToken cancellationToken);
}
