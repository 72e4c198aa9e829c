using MutexResponder.Simulation.Mutants;
using MutexResponder.Simulation.Runs;

namespace MutexResponder.Tests.Simulation;

public class MutantTests
{
    public static TheoryData<string> Names => [.. MutantList.All.Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void GuardSwitchedOff_IsFoundWithinItsSeeds(string name)
    {
        Mutant mutant = MutantList.All.Single(m => m.Name == name);

        (ulong Seed, RunResult Run)? found = MutantHunt.Find(mutant);

        Assert.True(found is not null, $"'{name}' was not found in {mutant.SeedBudget} seeds");
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {found.Value.Seed}: {found.Value.Run.Violation}");
        Assert.Null(SingleThread.Run(() => SeedRun.Run(found.Value.Seed, Mutant.None)).Violation);
    }
}
