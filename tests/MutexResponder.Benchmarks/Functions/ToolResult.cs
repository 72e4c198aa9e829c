namespace MutexResponder.Benchmarks.Functions;

/// <summary>How a program ended, and all that it wrote.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The last line with text in it: of the output, or else of the errors.</summary>
    public string LastLine => Last(Output) ?? Last(Errors) ?? "no output";

    private static string? Last(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
}
