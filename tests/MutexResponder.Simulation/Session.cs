using System.Globalization;
using MutexResponder.Simulation.Mutants;
using MutexResponder.Simulation.Runs;

namespace MutexResponder.Simulation;

/// <summary>What was asked for on the command line, and its figures in words.</summary>
internal sealed class Session(TextWriter output, TimeProvider time)
{
    /// <returns>Whether everything held.</returns>
    public bool Run(Options options)
    {
        bool held = true;
        if (options is { Seed: { } one, Seeds: null })
        {
            held &= Tell(one);
        }

        if (options.Exhaustive)
        {
            held &= RunExhaustive();
        }

        if (options.Seeds is { } count)
        {
            held &= RunSeeds(options.Seed ?? 1, count, options.Threads);
        }

        if (options.StormInstances is { } instances)
        {
            held &= RunStorm(instances, options.Seed ?? 1);
        }

        if (options.Mutants)
        {
            held &= RunMutants();
        }

        return held;
    }

    private bool Tell(ulong seed)
    {
        RunResult run = SingleThread.Run(() => SeedRun.Run(seed, Mutant.None, tellsStory: true));
        foreach (string line in run.Story)
        {
            output.WriteLine(line);
        }

        Say($"seed {seed}: {(run.Violation is null ? "all invariants held" : run.Violation.ToString())}");
        return run.Violation is null;
    }

    private bool RunExhaustive()
    {
        bool held = true;
        foreach (Course course in Course.All)
        {
            int calls = Exhaustive.CallsOf(course).Count;
            held &= TellExhaustive($"every single fault and crash point ({course.Name}, {calls} calls)", () => Exhaustive.Singles(course, 1));
        }

        foreach (Course course in Course.All)
        {
            held &= TellExhaustive($"every pair of them ({course.Name})", () => Exhaustive.Pairs(course, 1));
        }

        return held;
    }

    private bool TellExhaustive(string what, Func<ExhaustiveResult> run)
    {
        long begun = time.GetTimestamp();
        ExhaustiveResult result = run();
        Say($"{what}: {result.Count:N0} runs in {time.GetElapsedTime(begun).TotalSeconds:N1} s, {result.Failures.Count} broken");
        foreach (string failure in result.Failures.Take(SeedSweep.MaxFailures))
        {
            Say($"  {failure}");
        }

        return result.Failures.Count == 0;
    }

    private bool RunSeeds(ulong firstSeed, long count, int threadCount)
    {
        if (KeptSeeds.FindBroken() is [(ulong broken, RunResult kept), ..])
        {
            Say($"kept seed {broken}: {kept.Violation}");
            return Tell(broken);
        }

        Say($"{KeptSeeds.All.Length} kept seeds held");
        Say($"seeds {firstSeed} to {firstSeed + (ulong)count - 1} on {threadCount} threads");
        var sweep = new SeedSweep(time);
        sweep.Run(firstSeed, count, threadCount, output);
        sweep.Tally.Write(output);
        Say($"{sweep.DoneCount:N0} seeds in {sweep.Took.TotalSeconds:N1} s, {sweep.DoneCount / sweep.Took.TotalSeconds:N0} a second; {sweep.IncidentCount:N0} incidents, {sweep.CallCount:N0} calls, {sweep.Tally.Total:N0} faults; {sweep.Failures.Count} broken");
        foreach ((ulong seed, RunResult run) in sweep.Failures)
        {
            Say($"  seed {seed}: {run.Violation}");
        }

        return sweep.Failures.Count == 0 || (Tell(sweep.Failures.Keys.First()) && false);
    }

    private bool RunStorm(int instanceCount, ulong seed)
    {
        StormResult storm = Storm.Run(instanceCount, seed, Storm.FleetCapacity);
        string ends = string.Join(", ", storm.Ends.OrderBy(end => end.Key).Select(end => $"{end.Value} {end.Key}"));
        Say($"storm: {instanceCount:N0} instances, {Storm.EventsPerLine} deliveries of each line ({storm.Deliveries:N0} in all), at most {Storm.FleetCapacity} in recovery; over after {storm.Run.Elapsed.TotalMinutes:N0} minutes: {ends}");
        Say($"storm: {storm.CallsPerIncident:N1} calls an incident, {storm.CallsPerDelivery:N2} a delivery; {(storm.Run.Violation is null ? "all invariants held" : storm.Run.Violation.ToString())}");
        return storm.Run.Violation is null;
    }

    private bool RunMutants()
    {
        bool held = true;
        foreach (Mutant mutant in MutantList.All)
        {
            (ulong Seed, RunResult Run)? found = MutantHunt.Find(mutant);
            held &= found is not null;
            string outcome = found is { } hit
                ? $"found by seed {hit.Seed}: {hit.Run.Violation!.Rule}"
                : $"NOT FOUND in {mutant.SeedBudget} seeds";
            Say($"mutant '{mutant.Name}': {outcome}");
        }

        return held;
    }

    private void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
