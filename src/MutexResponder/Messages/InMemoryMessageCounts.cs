using MutexResponder.Ports;

namespace MutexResponder.Messages;

/// <summary>The counts of one process, for the lab and for tests; they are gone with it.</summary>
public sealed class InMemoryMessageCounts : ICountMessages
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    public Task<int> CountAsync(string window, int change, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_counts[window] = _counts.GetValueOrDefault(window) + change);
        }
    }

    public Task HoldAsync(string change, int maxHeld, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_held.Count >= maxHeld)
            {
                throw new RemoteCallException(RemoteCallFailure.Unavailable, $"{maxHeld} changes are held back already");
            }

            _held.Add(change);
            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyList<string>> ListHeldAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<string>>([.. _held]);
        }
    }

    public Task ForgetHeldAsync(IReadOnlyList<string> told, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _held.ExceptWith(told);
            return Task.CompletedTask;
        }
    }
}
