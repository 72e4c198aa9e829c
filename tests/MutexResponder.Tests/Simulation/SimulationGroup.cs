namespace MutexResponder.Tests.Simulation;

/// <summary>They keep every core busy, so they run after the tests that look at the clock, and not beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SimulationGroup
{
    public const string Name = "simulation";
}
