using System.Globalization;

namespace MutexResponder.Simulation;

/// <summary>The command line.</summary>
internal sealed record Options
{
    public const string Usage = """
        usage: dotnet run -c Release --project tests/MutexResponder.Simulation -- [options]
          --seeds N      run N seeds in a row (default 10000)
          --seed S       the first of them; alone: that one seed, told step by step
          --threads T    worlds at once (default: one a core)
          --storm N      the same outage on N instances, every log line delivered 20 times
          --exhaustive   a usual incident with each call failed in each way, alone and in pairs
          --mutants      switch each guard off and find the seed that notices
        Without options: everything, with the default numbers. Exit status 0: all held, 1: an invariant broke, 2: not understood.
        """;

    public const long MaxSeeds = 100_000_000;

    public const int MaxInstances = 5_000;

    public long? Seeds { get; init; }

    public ulong? Seed { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;

    public int? StormInstances { get; init; }

    public bool Exhaustive { get; init; }

    public bool Mutants { get; init; }

    /// <summary>Exactly one of the two results is set. Never throws.</summary>
    public static (Options? Options, string? Error) Read(IReadOnlyList<string> args)
    {
        if (args.Count == 0)
        {
            return (new Options { Seeds = 10_000, StormInstances = 1_000, Exhaustive = true, Mutants = true }, null);
        }

        var options = new Options();
        for (int i = 0; i < args.Count; i++)
        {
            string name = args[i];
            if (name is "--exhaustive" or "--mutants")
            {
                options = name == "--mutants" ? options with { Mutants = true } : options with { Exhaustive = true };
                continue;
            }

            if (name is not ("--seeds" or "--seed" or "--threads" or "--storm"))
            {
                return (null, $"'{name}' is no option.");
            }

            if (++i >= args.Count || !ulong.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
            {
                return (null, $"{name} takes a whole number.");
            }

            (ulong least, ulong most) = name switch
            {
                "--seeds" => (1UL, (ulong)MaxSeeds),
                "--seed" => (0UL, ulong.MaxValue / 2),
                "--threads" => (1UL, 256UL),
                _ => (1UL, (ulong)MaxInstances),
            };
            if (value < least || value > most)
            {
                return (null, $"{name} takes a number from {least} to {most}.");
            }

            options = name switch
            {
                "--seeds" => options with { Seeds = (long)value },
                "--seed" => options with { Seed = value },
                "--threads" => options with { Threads = (int)value },
                _ => options with { StormInstances = (int)value },
            };
        }

        return (options, null);
    }
}
