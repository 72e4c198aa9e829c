using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>Publishes the function as it is deployed.</summary>
internal static class NativePublish
{
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);

    /// <returns>The build, or why there is none: exactly one is set.</returns>
    public static async Task<(FunctionBuild? Build, string? WhyNot)> FindAsync(string? path, bool mayPublish, CancellationToken cancellationToken)
    {
        if (path is not null)
        {
            return File.Exists(path) ? (Native(path), null) : (null, $"there is no file {path}.");
        }

        if (!mayPublish)
        {
            return (null, "publishing takes about a minute; name a published executable with `--native PATH`.");
        }

        if (await MissingToolAsync(cancellationToken) is { } missing)
        {
            return (null, missing);
        }

        string output = Path.Combine(Repository.Root, "artifacts", "benchmarks", "native");
        string runtime = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        ToolResult published = await Tool.RunAsync(
            "dotnet",
            ["publish", Path.Combine(Repository.Root, "src/MutexResponder.Lambda"), "--configuration", "Release", "--runtime", runtime, "--output", output],
            PublishTimeout,
            cancellationToken);
        return published.ExitCode == 0
            ? (Native(Path.Combine(output, "bootstrap")), null)
            : (null, $"dotnet publish ended with {published.ExitCode}: {published.LastLine}");
    }

    private static FunctionBuild Native(string path) => new("Native AOT", Path.GetFullPath(path), new FileInfo(path).Length, ImmutableDictionary<string, string>.Empty);

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
