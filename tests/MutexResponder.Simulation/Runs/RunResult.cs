using MutexResponder.Simulation.Invariants;

namespace MutexResponder.Simulation.Runs;

/// <summary>What one run came to.</summary>
/// <param name="Violation">The first broken invariant, null where all held.</param>
/// <param name="Faults">Faults that struck, by kind.</param>
/// <param name="Calls">Calls of all ports.</param>
/// <param name="Incidents">Incidents that were opened.</param>
/// <param name="Elapsed">Virtual time.</param>
/// <param name="Story">The run in words, empty where it was not asked for.</param>
internal sealed record RunResult(Violation? Violation, IReadOnlyList<int> Faults, int Calls, int Incidents, TimeSpan Elapsed, IReadOnlyList<string> Story);
