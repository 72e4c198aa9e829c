using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Mutants;
using MutexResponder.Simulation.Scenarios;

namespace MutexResponder.Simulation.Runs;

/// <summary>A usual course, and each of its calls failed in each way: alone, and every pair of them.</summary>
internal static class Exhaustive
{
    private static readonly CallFault[] Passing = [CallFault.Throttled, CallFault.TimedOut, CallFault.ReplyLost, CallFault.KilledBefore, CallFault.KilledAfter];

    private static readonly CallFault[] All = [.. Passing, CallFault.Denied];

    /// <summary>The calls of the course when nothing fails, from its beginning to the rest after it.</summary>
    public static IReadOnlyList<PortOperation> CallsOf(Course course)
    {
        var faults = new ScriptedFaults();
        RunResult run = SingleThread.Run(() => SeedRun.Run(new World(course.Scenario, Mutant.None, faults)));
        return run.Violation is null ? faults.Operations : throw new InvalidOperationException($"{course.Name}: {run.Violation}");
    }

    /// <summary>Every single fault. One that is denied may end with a person; all others must end well.</summary>
    /// <param name="course">What happens.</param>
    /// <param name="stride">Every how manieth is tried; 1 for all.</param>
    public static ExhaustiveResult Singles(Course course, int stride)
    {
        int calls = CallsOf(course).Count;
        return SingleThread.Run(() =>
        {
            var result = new ExhaustiveResult();
            int number = 0;
            for (int call = 1; call <= calls; call++)
            {
                foreach (CallFault fault in All)
                {
                    if (number++ % stride == 0)
                    {
                        result.Add(Try(course, (call, fault)));
                    }
                }
            }

            return result;
        });
    }

    /// <summary>Every two faults that pass by themselves, one after the other.</summary>
    /// <param name="course">What happens.</param>
    /// <param name="stride">Every how manieth pair is tried; 1 for all.</param>
    public static ExhaustiveResult Pairs(Course course, int stride)
    {
        // The second may come after the calls that the first one made necessary.
        int calls = CallsOf(course).Count;
        return SingleThread.Run(() =>
        {
            var result = new ExhaustiveResult();
            int number = 0;
            for (int first = 1; first <= calls; first++)
            {
                for (int second = first + 1; second <= calls + 8; second++)
                {
                    foreach (CallFault firstFault in Passing)
                    {
                        foreach (CallFault secondFault in Passing)
                        {
                            if (number++ % stride == 0)
                            {
                                result.Add(Try(course, (first, firstFault), (second, secondFault)));
                            }
                        }
                    }
                }
            }

            return result;
        });
    }

    private static (string Name, RunResult Run) Try(Course course, params (int Call, CallFault Fault)[] script)
    {
        Scenario scenario = course.Scenario.MustRecover && script.All(s => s.Fault != CallFault.Denied) ? course.Scenario : course.Scenario with { MustRecover = false, MustBeImmune = null };
        return (string.Join(" and ", script.Select(s => $"call {s.Call} {s.Fault}")), SeedRun.Run(new World(scenario, Mutant.None, new ScriptedFaults(script))));
    }
}
