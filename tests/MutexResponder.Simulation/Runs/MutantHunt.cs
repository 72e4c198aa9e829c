using MutexResponder.Simulation.Mutants;

namespace MutexResponder.Simulation.Runs;

/// <summary>Looks for the first seed that finds a mutant out.</summary>
internal static class MutantHunt
{
    /// <returns>The seed and its broken invariant, null where none within the budget.</returns>
    public static (ulong Seed, RunResult Run)? Find(Mutant mutant) => SingleThread.Run<(ulong, RunResult)?>(() =>
    {
        for (ulong seed = 1; seed <= (ulong)mutant.SeedBudget; seed++)
        {
            RunResult run = SeedRun.Run(seed, mutant);
            if (run.Violation is not null)
            {
                return (seed, run);
            }
        }

        return null;
    });
}
