namespace MutexResponder.Simulation.Machines;

/// <summary>One System V semaphore array of Apache's kind.</summary>
/// <param name="Id">The semid.</param>
/// <param name="ChangedAt">Virtual time.</param>
internal sealed record Semaphore(int Id, TimeSpan ChangedAt);
