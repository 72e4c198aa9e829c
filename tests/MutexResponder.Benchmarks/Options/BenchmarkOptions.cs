using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace MutexResponder.Benchmarks.Options;

/// <summary>What is measured, and where the report goes.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        Usage: dotnet run -c Release --project tests/MutexResponder.Benchmarks -- [options]
          --quick           few runs, a minute at most; native code is measured only with --native
          --only PART       start, memory, log, diagnosis, console, incident, growth or recovery; may be given more than once
          --native PATH     a function published before, instead of publishing one
          --output PATH     write the report there instead of to standard output
        """;

    public static readonly ImmutableArray<string> AllParts = ["start", "memory", "log", "diagnosis", "console", "incident", "growth", "recovery"];

    public bool IsQuick { get; init; }

    public ImmutableArray<string> Parts { get; init; } = AllParts;

    public string? NativePath { get; init; }

    public string? OutputPath { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">Without the program.</param>
    /// <param name="options">What was asked for; null where it cannot be understood.</param>
    /// <param name="error">What cannot be understood; null where all can.</param>
    public static bool TryRead(IReadOnlyList<string> arguments, [NotNullWhen(true)] out BenchmarkOptions? options, [NotNullWhen(false)] out string? error)
    {
        var read = new BenchmarkOptions();
        var only = ImmutableArray.CreateBuilder<string>();
        options = null;
        for (int i = 0; i < arguments.Count; i++)
        {
            string option = arguments[i];
            if (option == "--quick")
            {
                read = read with { IsQuick = true };
                continue;
            }

            if (option is not ("--only" or "--native" or "--output"))
            {
                error = $"'{option}' is no option.";
                return false;
            }

            if (++i == arguments.Count)
            {
                error = $"{option} needs a value.";
                return false;
            }

            string value = arguments[i];
            if (option == "--only" && !AllParts.Contains(value))
            {
                error = $"'{value}' is no part; there are {string.Join(", ", AllParts)}.";
                return false;
            }

            switch (option)
            {
                case "--only": only.Add(value); break;
                case "--native": read = read with { NativePath = value }; break;
                case "--output": read = read with { OutputPath = value }; break;
            }
        }

        options = only.Count == 0 ? read : read with { Parts = [.. AllParts.Where(only.Contains)] };
        error = null;
        return true;
    }
}
