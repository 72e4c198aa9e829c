using MutexResponder.Ports;

namespace MutexResponder.Tests.Doubles;

/// <summary>The list of the unfinished, for tests that ask only who is on it.</summary>
internal static class UnfinishedInstances
{
    public static async Task<IReadOnlyList<InstanceId>> ListInstancesAsync(this IIncidentStore store, int maxCount, CancellationToken cancellationToken) =>
        [.. (await store.ListUnfinishedAsync(maxCount, cancellationToken)).Select(one => one.Instance)];
}
