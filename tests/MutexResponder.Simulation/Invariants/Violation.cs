namespace MutexResponder.Simulation.Invariants;

/// <summary>An invariant that did not hold.</summary>
/// <param name="Rule">The invariant, in words.</param>
/// <param name="Detail">What was seen instead.</param>
/// <param name="At">Virtual time since the start.</param>
internal sealed record Violation(string Rule, string Detail, TimeSpan At)
{
    public override string ToString() => $"BROKEN at {At:hh\\:mm\\:ss\\.fff}: {Rule}. {Detail}";
}
