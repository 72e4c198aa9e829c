using System.Collections.Immutable;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>Finds the comparison in Python, and a Python that can run it.</summary>
internal static class PythonFunction
{
    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(20);

    /// <returns>The build, or why there is none: exactly one is set.</returns>
    public static async Task<(FunctionBuild? Build, string? WhyNot)> FindAsync(CancellationToken cancellationToken)
    {
        // The interpreter itself: a version switcher's script in front of it would be measured too.
        ToolResult found = await Tool.RunAsync(
            "python3", ["-c", "import boto3, platform, sys; print(f'Python {platform.python_version()}, boto3 {boto3.__version__}|{sys.executable}')"], LookTimeout, cancellationToken);
        if (found.ExitCode != 0 || found.LastLine.Split('|') is not [string name, string interpreter])
        {
            return (null, $"there is no python3 with boto3 here ({found.LastLine}).");
        }

        string script = Path.Combine(AppContext.BaseDirectory, "Functions", "python", "bootstrap");
        ImmutableDictionary<string, string> settings = ImmutableDictionary<string, string>.Empty.Add("PATH", $"{Path.GetDirectoryName(interpreter)}:/usr/bin:/bin");
        return (new FunctionBuild(name, script, null, settings), null);
    }
}
