using System.Collections.Immutable;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Mutants;
using MutexResponder.Simulation.Scenarios;

namespace MutexResponder.Simulation.Runs;

/// <summary>One seed, from its scenario to its end. The same seed gives the same run.</summary>
internal static class SeedRun
{
    public static RunResult Run(ulong seed, Mutant mutant, bool tellsStory = false)
    {
        (Scenario scenario, ImmutableArray<FaultKind> setFaults) = ScenarioFactory.Create(seed);
        var world = new World(scenario, mutant, tellsStory: tellsStory);
        foreach (FaultKind kind in setFaults)
        {
            world.Weather.Count(kind);
        }

        return Run(world);
    }

    public static RunResult Run(World world)
    {
        world.Run();
        return new RunResult(world.Violation, world.Weather.Struck, world.CallCount, world.Records.All.Count, world.Queue.Elapsed, world.Story?.Lines ?? []);
    }
}
