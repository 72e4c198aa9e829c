using System.Globalization;
using MutexResponder.Simulation.Faults;

namespace MutexResponder.Simulation.Runs;

/// <summary>Faults by kind over many runs: how often they struck, in how many runs, and how many of those held.</summary>
internal sealed class FaultTally
{
    private readonly long[] _injected = new long[Weather.KindCount];
    private readonly long[] _runs = new long[Weather.KindCount];
    private readonly long[] _held = new long[Weather.KindCount];

    public long Total => _injected.Sum();

    public void Add(RunResult run)
    {
        for (int kind = 0; kind < _injected.Length; kind++)
        {
            if (run.Faults[kind] > 0)
            {
                _injected[kind] += run.Faults[kind];
                _runs[kind]++;
                _held[kind] += run.Violation is null ? 1 : 0;
            }
        }
    }

    public void Write(TextWriter output)
    {
        output.WriteLine($"{"fault",-24} {"injected",10} {"in runs",10} {"held",10}");
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
        {
            int at = (int)kind;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind,-24} {_injected[at],10:N0} {_runs[at],10:N0} {_held[at],10:N0}"));
        }
    }
}
