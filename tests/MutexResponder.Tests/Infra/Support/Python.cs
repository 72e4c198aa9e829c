using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace MutexResponder.Tests.Infra.Support;

/// <summary>Runs checks that only exist in Python. A machine without it, or without the package, skips them and says so.</summary>
internal static class Python
{
    private const int TimeoutSeconds = 120;

    /// <summary>Runs a program in the repository's root and gives its exit code and all of its output.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, CancellationToken cancellationToken, params string[] arguments)
    {
        ProcessStartInfo start = new("python3", ["-c", program, .. arguments])
        {
            WorkingDirectory = RepositoryFiles.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The transform builds ARNs for some Region and calls none.
        start.Environment["AWS_DEFAULT_REGION"] = "eu-west-1";
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(TimeoutSeconds));
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public static async Task SkipWithoutAsync(string module, CancellationToken cancellationToken)
    {
        string? missing = null;
        try
        {
            (int exitCode, _) = await RunAsync($"import {module}", cancellationToken);
            missing = exitCode == 0 ? null : $"python3 has no module {module}";
        }
        catch (Win32Exception)
        {
            missing = "there is no python3";
        }

        Assert.SkipWhen(missing is not null, missing ?? "");
    }
}
