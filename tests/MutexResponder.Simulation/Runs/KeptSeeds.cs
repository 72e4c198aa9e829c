using System.Collections.Immutable;
using System.Globalization;

namespace MutexResponder.Simulation.Runs;

/// <summary>Seeds that broke once, from <c>kept-seeds.tsv</c>, which says why each is kept.</summary>
internal static class KeptSeeds
{
    public static ImmutableArray<ulong> All { get; } = Read();

    /// <returns>Those that break an invariant today.</returns>
    public static ImmutableArray<(ulong Seed, RunResult Run)> FindBroken() => SingleThread.Run<ImmutableArray<(ulong, RunResult)>>(() =>
        [.. All.Select(seed => (seed, SeedRun.Run(seed, Mutants.Mutant.None))).Where(played => played.Item2.Violation is not null)]);

    private static ImmutableArray<ulong> Read()
    {
        using var reader = new StreamReader(typeof(KeptSeeds).Assembly.GetManifestResourceStream("kept-seeds.tsv")!);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => ulong.Parse(line.Split('\t')[0], CultureInfo.InvariantCulture))];
    }
}
