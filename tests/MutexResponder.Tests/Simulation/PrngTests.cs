using MutexResponder.Simulation.Time;

namespace MutexResponder.Tests.Simulation;

public class PrngTests
{
    /// <summary>The first numbers of the reference implementation (splitmix64.c) for the seed 1234567.</summary>
    [Fact]
    public void SplitMix_ReferenceSeed_ReferenceNumbers()
    {
        ulong state = 1234567;

        Assert.Equal(6457827717110365317UL, Prng.SplitMix(ref state));
        Assert.Equal(3203168211198807973UL, Prng.SplitMix(ref state));
    }

    [Fact]
    public void Below_ManyDraws_CoversTheRangeAndNothingElse()
    {
        var prng = new Prng(7);
        int[] counts = new int[6];
        for (int i = 0; i < 6000; i++)
        {
            counts[prng.Below(6)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }
}
