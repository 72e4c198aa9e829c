using System.ComponentModel;
using System.Diagnostics;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Documents;

/// <summary>How a command ended, and what it wrote.</summary>
internal sealed record ProcessOutcome(int ExitCode, string Stdout, string Stderr)
{
    /// <summary>Runs a command with <paramref name="stdin"/>; null where the machine has no such command.</summary>
    /// <exception cref="OperationCanceledException">It took longer than tests wait, or the test was cancelled; it has been killed.</exception>
    public static async Task<ProcessOutcome?> OfAsync(string command, IEnumerable<string> arguments, string stdin, CancellationToken cancellation)
    {
        using CancellationTokenSource bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(Patience.Bound);
        using Process process = new()
        {
            StartInfo = new ProcessStartInfo(command, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }

        try
        {
            Task<string> stdout = process.StandardOutput.ReadToEndAsync(bounded.Token);
            Task<string> stderr = process.StandardError.ReadToEndAsync(bounded.Token);
            await WriteAsync(process, stdin, bounded.Token);
            await process.WaitForExitAsync(bounded.Token);
            return new ProcessOutcome(process.ExitCode, await stdout, await stderr);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    // A script may end before it has read all of its text.
    private static async Task WriteAsync(Process process, string stdin, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.WriteAsync(stdin.AsMemory(), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
        }
    }
}
