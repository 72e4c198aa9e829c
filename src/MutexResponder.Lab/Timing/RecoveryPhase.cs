namespace MutexResponder.Lab.Timing;

/// <summary>One stretch of an incident.</summary>
/// <param name="Name">Such as <c>detect</c>.</param>
/// <param name="Total">How long it lasted.</param>
/// <param name="Ours">What of it the function took, waiting for it included; the rest is the instance's own, its agent's and its log's.</param>
public sealed record RecoveryPhase(string Name, TimeSpan Total, TimeSpan Ours);
