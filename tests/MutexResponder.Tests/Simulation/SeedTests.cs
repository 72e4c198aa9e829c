using MutexResponder.Simulation.Mutants;
using MutexResponder.Simulation.Runs;

namespace MutexResponder.Tests.Simulation;

public class SeedTests
{
    private const int FixedSeeds = 1500;
    private const int FreshSeeds = 250;

    [Fact]
    public void KeptSeeds_EveryInvariantHolds()
    {
        Assert.NotEmpty(KeptSeeds.All);
        Assert.Equal([], KeptSeeds.FindBroken().Select(played => $"seed {played.Seed}: {played.Run.Violation}"));
    }

    [Fact]
    public void FixedSeeds_EveryInvariantHolds() => Sweep(1, FixedSeeds);

    [Fact]
    public void FreshSeeds_EveryInvariantHolds()
    {
        // Another range each time: what it finds is run again by the number it prints.
        var first = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        TestContext.Current.TestOutputHelper?.WriteLine($"fresh seeds from {first}");
        Sweep(first, FreshSeeds);
    }

    [Theory]
    [InlineData(34UL)]
    [InlineData(713UL)]
    [InlineData(7588UL)]
    public void SameSeed_TheSameRunToTheLetter(ulong seed)
    {
        IReadOnlyList<string> first = SingleThread.Run(() => SeedRun.Run(seed, Mutant.None, tellsStory: true)).Story;
        IReadOnlyList<string> second = SingleThread.Run(() => SeedRun.Run(seed, Mutant.None, tellsStory: true)).Story;

        Assert.NotEmpty(first);
        Assert.Equal(first, second);
    }

    private static void Sweep(ulong first, long count)
    {
        var sweep = new SeedSweep(TimeProvider.System);
        sweep.Run(first, count, Environment.ProcessorCount, progress: null);

        Assert.True(sweep.Failures.Count == 0, string.Join('\n', sweep.Failures.Select(f => $"seed {f.Key}: {f.Value.Violation}")));
        Assert.Equal(count, sweep.DoneCount);
        Assert.True(sweep.Tally.Total > count, "hardly a fault was injected");
        Assert.True(sweep.IncidentCount > count / 2, "hardly an incident was opened");
    }
}
