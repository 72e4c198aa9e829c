using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Mutants;
using MutexResponder.Simulation.Scenarios;

namespace MutexResponder.Simulation.Runs;

/// <summary>A usual incident, and each of its calls failed in each way: alone, and every pair of them.</summary>
internal static class Exhaustive
{
    private static readonly CallFault[] Passing = [CallFault.Throttled, CallFault.TimedOut, CallFault.ReplyLost, CallFault.KilledBefore, CallFault.KilledAfter];

    private static readonly CallFault[] All = [.. Passing, CallFault.Denied];

    /// <summary>The calls of the incident when nothing fails, from its log line to the rest after it.</summary>
    public static IReadOnlyList<PortOperation> CallsOfUsualIncident(RecoveryKind recovery)
    {
        var faults = new ScriptedFaults();
        RunResult run = SingleThread.Run(() => SeedRun.Run(new World(UsualIncident(recovery, mustRecover: true), Mutant.None, faults)));
        return run.Violation is null ? faults.Operations : throw new InvalidOperationException(run.Violation.ToString());
    }

    /// <summary>Every single fault. One that is denied may end with a person; all others must end resolved.</summary>
    public static ExhaustiveResult Singles(RecoveryKind recovery)
    {
        int calls = CallsOfUsualIncident(recovery).Count;
        return SingleThread.Run(() =>
        {
            var result = new ExhaustiveResult();
            for (int call = 1; call <= calls; call++)
            {
                foreach (CallFault fault in All)
                {
                    result.Add(Try(recovery, (call, fault)));
                }
            }

            return result;
        });
    }

    /// <summary>Every two faults that pass by themselves, one after the other.</summary>
    /// <param name="recovery">How Apache gets back.</param>
    /// <param name="stride">Every how manieth pair is tried; 1 for all.</param>
    public static ExhaustiveResult Pairs(RecoveryKind recovery, int stride)
    {
        // The second may come after the calls that the first one made necessary.
        int calls = CallsOfUsualIncident(recovery).Count;
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
                                result.Add(Try(recovery, (first, firstFault), (second, secondFault)));
                            }
                        }
                    }
                }
            }

            return result;
        });
    }

    private static (string Name, RunResult Run) Try(RecoveryKind recovery, params (int Call, CallFault Fault)[] script)
    {
        bool mustRecover = script.All(s => s.Fault != CallFault.Denied);
        var world = new World(UsualIncident(recovery, mustRecover), Mutant.None, new ScriptedFaults(script));
        return (string.Join(" and ", script.Select(s => $"call {s.Call} {s.Fault}")), SeedRun.Run(world));
    }

    private static Scenario UsualIncident(RecoveryKind recovery, bool mustRecover) => new()
    {
        Seed = 1,
        Policy = new Policy { Mode = ResponseMode.Remediate, Recovery = recovery },
        Events = [new WorldEvent(TimeSpan.FromSeconds(65), 0, WorldEventKind.SessionEnds)],
        ClearsAfter = TimeSpan.FromMinutes(6),
        MustRecover = mustRecover,
    };
}
