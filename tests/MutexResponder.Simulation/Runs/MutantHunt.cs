using MutexResponder.Simulation.Mutants;

namespace MutexResponder.Simulation.Runs;

/// <summary>Looks for a seed that finds a mutant out: the one that did last, then the first ones.</summary>
internal static class MutantHunt
{
    /// <returns>The seed and its broken invariant, null where none within the budget.</returns>
    public static (ulong Seed, RunResult Run)? Find(Mutant mutant) => SingleThread.Run<(ulong, RunResult)?>(() =>
    {
        for (ulong seed = 0; seed <= (ulong)mutant.SeedBudget; seed++)
        {
            ulong tried = seed == 0 ? mutant.Seed : seed;
            RunResult run = SeedRun.Run(tried, mutant);
            if (run.Violation is not null)
            {
                return (tried, run);
            }
        }

        return null;
    });
}
