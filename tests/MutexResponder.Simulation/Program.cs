using MutexResponder.Simulation.Mutants;
using MutexResponder.Simulation.Runs;

int n = int.Parse(args[0]);
int bad = 0;
var rules = new Dictionary<string, (int, ulong)>();
var sw = System.Diagnostics.Stopwatch.StartNew();
for (ulong seed = 1; seed <= (ulong)n; seed++)
{
    RunResult r = SeedRun.Run(seed, Mutant.None);
    if (r.Violation is { } v)
    {
        bad++;
        rules[v.Rule] = rules.TryGetValue(v.Rule, out (int c, ulong s) old) ? (old.c + 1, old.s) : (1, seed);
    }
}
Console.WriteLine($"{n} seeds, {bad} bad, {n / sw.Elapsed.TotalSeconds:0}/s");
foreach (var (k, v) in rules) Console.WriteLine($"{v.Item1,6} first {v.Item2}: {k}");
if (args.Length > 1) foreach (string l in SeedRun.Run(ulong.Parse(args[1]), Mutant.None, true).Story) Console.WriteLine(l);
