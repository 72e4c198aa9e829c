using MutexResponder.Ports;

namespace MutexResponder.Messages;

/// <summary>The counts of one process, for the lab and for tests; they are gone with it.</summary>
public sealed class InMemoryMessageCounts : ICountMessages
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public Task<int> CountAsync(string window, int change, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_counts[window] = _counts.GetValueOrDefault(window) + change);
        }
    }

    public Task<int> CloseAsync(string window, int most, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_counts.Remove(window, out int count) && count > most ? count : 0);
        }
    }
}
