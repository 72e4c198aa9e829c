using System.Diagnostics;

namespace MutexResponder.Tests.Infra.Support;

/// <summary>Runs checks that only exist in Python.</summary>
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
}
