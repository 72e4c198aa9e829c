namespace MutexResponder.Simulation.Runs;

/// <summary>What came of trying every fault of a kind.</summary>
internal sealed class ExhaustiveResult
{
    public int Count { get; private set; }

    /// <summary>Each broken one: which faults, and which invariant.</summary>
    public List<string> Failures { get; } = [];

    public void Add((string Name, RunResult Run) tried)
    {
        Count++;
        if (tried.Run.Violation is { } violation)
        {
            Failures.Add($"{tried.Name}: {violation}");
        }
    }
}
