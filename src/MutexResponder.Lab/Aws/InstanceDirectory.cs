using System.Collections.Concurrent;

namespace MutexResponder.Lab.Aws;

/// <summary>The account's instances.</summary>
internal sealed class InstanceDirectory
{
    private readonly ConcurrentDictionary<string, RegisteredInstance> _instances = new(StringComparer.Ordinal);

    /// <summary>By id, in a fixed order, so that pages do not overlap.</summary>
    public IReadOnlyList<RegisteredInstance> All => [.. _instances.Values.OrderBy(instance => instance.Id.Value, StringComparer.Ordinal)];

    public RegisteredInstance? Find(string id) => _instances.GetValueOrDefault(id);

    public void Add(RegisteredInstance instance)
    {
        if (!_instances.TryAdd(instance.Id.Value, instance))
        {
            throw new InvalidOperationException($"{instance.Id} is registered already.");
        }
    }
}
