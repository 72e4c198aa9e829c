using MutexResponder.Simulation.Time;

namespace MutexResponder.Simulation.Faults;

/// <summary>How often each kind of fault strikes in one run, until it clears; and how often it did.</summary>
internal sealed class Weather(Prng prng, EventQueue queue, TimeSpan clearsAfter, IReadOnlyDictionary<FaultKind, double> rates)
{
    public static readonly int KindCount = Enum.GetValues<FaultKind>().Length;

    private readonly double[] _rates = [.. Enum.GetValues<FaultKind>().Select(kind => rates.GetValueOrDefault(kind))];
    private readonly int[] _struck = new int[KindCount];

    /// <summary>Faults so far, by <see cref="FaultKind"/>.</summary>
    public IReadOnlyList<int> Struck => _struck;

    public bool IsBad => queue.Elapsed < clearsAfter;

    public bool Strikes(FaultKind kind)
    {
        if (!IsBad || !prng.Chance(_rates[(int)kind]))
        {
            return false;
        }

        _struck[(int)kind]++;
        return true;
    }

    /// <summary>Counts a fault that the scenario set for a fixed time.</summary>
    public void Count(FaultKind kind) => _struck[(int)kind]++;
}
