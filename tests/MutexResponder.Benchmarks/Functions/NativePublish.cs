using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>Publishes with native AOT.</summary>
internal static class NativePublish
{
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);

    /// <summary>The function as it is deployed.</summary>
    /// <param name="path">An executable that was published before; null to publish one, where that is allowed.</param>
    /// <param name="mayPublish">False where there is no time for it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The build, or why there is none: exactly one is set.</returns>
    public static async Task<(FunctionBuild? Build, string? WhyNot)> FindAsync(string? path, bool mayPublish, CancellationToken cancellationToken)
    {
        if (path is not null)
        {
            return File.Exists(path) ? (Native("Native AOT", path), null) : (null, $"there is no file {path}.");
        }

        return mayPublish
            ? await PublishAsync("Native AOT", "src/MutexResponder.Lambda", "bootstrap", cancellationToken)
            : (null, "publishing takes about a minute; name a published executable with `--native PATH`.");
    }

    /// <summary>The least that a native function does: it asks for invocations and answers them.</summary>
    /// <returns>The build, or why there is none: exactly one is set.</returns>
    public static Task<(FunctionBuild? Build, string? WhyNot)> PublishPollAsync(CancellationToken cancellationToken) =>
        PublishAsync("Native poll and nothing else", "tests/MutexResponder.Benchmarks/Functions/poll", "poll", cancellationToken);

    private static async Task<(FunctionBuild? Build, string? WhyNot)> PublishAsync(string name, string project, string executable, CancellationToken cancellationToken)
    {
        if (await MissingToolAsync(cancellationToken) is { } missing)
        {
            return (null, missing);
        }

        string output = Path.Combine(Repository.Root, "artifacts", "benchmarks", executable);
        string runtime = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        ToolResult published = await Tool.RunAsync(
            "dotnet",
            ["publish", Path.Combine(Repository.Root, project), "--configuration", "Release", "--runtime", runtime, "--output", output],
            PublishTimeout,
            cancellationToken);
        return published.ExitCode == 0
            ? (Native(name, Path.Combine(output, executable)), null)
            : (null, $"dotnet publish ended with {published.ExitCode}: {published.LastLine}");
    }

    private static FunctionBuild Native(string name, string path) => new(name, Path.GetFullPath(path), new FileInfo(path).Length, ImmutableDictionary<string, string>.Empty);

    /// <summary>Native code needs a linker, which is installed where that is possible.</summary>
    /// <returns>What is still missing, or null.</returns>
    private static async Task<string?> MissingToolAsync(CancellationToken cancellationToken)
    {
        if (IsLinkable())
        {
            return null;
        }

        if (!Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/apt-get"))
        {
            return "gcc or clang is needed, and only root on Debian or Ubuntu may install it here.";
        }

        ToolResult installed = await Tool.RunAsync("apt-get", ["install", "--yes", "--no-install-recommends", "gcc", "libc6-dev"], InstallTimeout, cancellationToken);
        return IsLinkable() ? null : $"gcc cannot be installed: {installed.LastLine}";
    }

    private static bool IsLinkable() => File.Exists("/usr/bin/gcc") || File.Exists("/usr/bin/clang");
}
