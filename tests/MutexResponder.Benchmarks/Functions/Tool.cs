using System.ComponentModel;
using System.Diagnostics;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>Runs one program to its end.</summary>
internal static class Tool
{
    /// <returns>How it ended; status 127 where it cannot be started, as a shell says it.</returns>
    /// <exception cref="TimeoutException">It took longer than allowed, and was ended.</exception>
    public static async Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        }
        catch (Win32Exception missing)
        {
            return new ToolResult(127, "", missing.Message);
        }

        using (process)
        {
            process.StandardInput.Close();
            try
            {
                Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
                Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
                await process.WaitForExitAsync(limit.Token);
                return new ToolResult(process.ExitCode, await output, await errors);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{program} took longer than {timeout.TotalSeconds:0} s.");
            }
        }
    }
}
