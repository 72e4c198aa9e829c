using System.Numerics;

namespace MutexResponder.Simulation.Time;

/// <summary>
/// xoshiro256** seeded by SplitMix64 (Blackman and Vigna): the same seed gives the same numbers on every machine and
/// every version of .NET, which System.Random does not promise.
/// </summary>
internal sealed class Prng
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public Prng(ulong seed)
    {
        ulong state = seed;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>From 0 to <paramref name="bound"/> exclusive. The bias is below 2^-32 for the small bounds used here.</summary>
    public int Below(int bound) => (int)(((NextBits() >> 32) * (ulong)bound) >> 32);

    /// <summary>From 0 to 1 exclusive.</summary>
    public double NextFraction() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => probability > 0 && NextFraction() < probability;

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + TimeSpan.FromTicks((long)((most - least).Ticks * NextFraction()));

    public TimeSpan Seconds(double least, double most) => Between(TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most));

    /// <summary>A generator of its own for another concern, so that a draw more here moves nothing there.</summary>
    public Prng Split() => new(NextBits());

    /// <summary>One well-mixed number from a state, which moves on.</summary>
    public static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
