namespace MutexResponder.Lab.Instances;

/// <summary>What the last logout of a user removed.</summary>
/// <param name="RemovedSemaphores">Ids of the semaphore arrays that are gone.</param>
/// <param name="KeptBecause">Why nothing was removed (<c>system-user</c>, <c>linger</c>, <c>RemoveIPC=no</c>), or null.</param>
public sealed record LogoutResult(IReadOnlyList<int> RemovedSemaphores, string? KeptBecause);
