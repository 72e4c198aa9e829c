namespace MutexResponder.Simulation.Scenarios;

/// <summary>One thing that happens at a set time.</summary>
/// <param name="At">Virtual time since the start.</param>
/// <param name="Machine">Index of the machine.</param>
/// <param name="Kind">What happens.</param>
internal sealed record WorldEvent(TimeSpan At, int Machine, WorldEventKind Kind);
