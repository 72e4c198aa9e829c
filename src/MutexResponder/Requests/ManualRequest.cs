namespace MutexResponder.Requests;

/// <summary>One manual request, checked.</summary>
/// <param name="Action">What is asked for.</param>
/// <param name="Instance">The instance; null only for <see cref="ManualAction.Sweep"/>.</param>
/// <param name="Wait">True: answer when the incident has ended or the invocation's time is nearly up.</param>
/// <param name="By">Who asks, as given in the request; null where it does not say.</param>
public sealed record ManualRequest(ManualAction Action, InstanceId? Instance, bool Wait, string? By)
{
    /// <summary>The most inspections that one sweep starts, and what it starts where the request does not say.</summary>
    public const int MaxSweepInstances = 50;

    /// <summary>With <see cref="ManualAction.Sweep"/>: inspections to start at most; the next sweep goes on from there.</summary>
    public int MaxInstances { get; init; } = MaxSweepInstances;
}
