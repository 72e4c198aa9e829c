using System.Collections.Immutable;
using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Mutants;
using MutexResponder.Simulation.Scenarios;
using MutexResponder.Simulation.Time;

namespace MutexResponder.Simulation.Runs;

/// <summary>The same outage on many instances within a minute, and every log line delivered many times.</summary>
internal static class Storm
{
    /// <summary>Deliveries of each log line.</summary>
    public const int EventsPerLine = 20;

    /// <summary>Instances in recovery at once, where nothing else is said.</summary>
    public const int FleetCapacity = 50;

    public static StormResult Run(int instanceCount, ulong seed, int fleetCapacity)
    {
        var prng = new Prng(seed);
        var scenario = new Scenario
        {
            Seed = seed,
            Policy = new Policy { Mode = ResponseMode.Remediate },
            Rules = new ClearanceRules { FleetCapacity = fleetCapacity },
            Machines = [.. Enumerable.Repeat(new MachineSetup(), instanceCount)],
            Events = [.. Enumerable.Range(0, instanceCount).Select(i => new WorldEvent(prng.Seconds(60, 120), i, WorldEventKind.SessionEnds))],
            Rates = new Dictionary<FaultKind, double>
            {
                [FaultKind.CallThrottled] = 0.01,
                [FaultKind.EventLost] = 0.05,
                [FaultKind.LogLate] = 0.1,
            }.ToImmutableDictionary(),
            ClearsAfter = TimeSpan.FromMinutes(10),
            ExtraLogCopies = EventsPerLine - 1,
        };
        return SingleThread.Run(() =>
        {
            var world = new World(scenario, Mutant.None);
            RunResult run = SeedRun.Run(world);
            return new StormResult(
                run,
                world.LogDeliveryCount,
                world.LogDeliveryCallCount,
                world.Records.All.Values.CountBy(i => i.Phase).ToDictionary());
        });
    }
}
