using System.Diagnostics;

namespace MutexResponder.Lab.Instances.Native;

/// <summary>
/// Starts a command in a session of its own, so that Ctrl-C at the lab's terminal reaches the lab alone, with its three
/// streams as pipes, and with nothing of the lab's own environment.
/// </summary>
internal static class CleanProcess
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The process; its id is that of its process group as well.</summary>
    /// <exception cref="LabException">It could not be started.</exception>
    public static Process Start(IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new("setsid", command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = SystemPath;
        start.Environment["LC_ALL"] = "C";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start) ?? throw new LabException("setsid did not start.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new LabException($"setsid (package util-linux) could not be started: {e.Message}", e);
        }
    }

    /// <summary>Waits for its end. One that takes too long, or is no longer wanted, is asked and not killed: it puts back what it has begun.</summary>
    /// <param name="process">Started here.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="what">What it does, for the message.</param>
    /// <param name="cancellationToken">No longer wanted.</param>
    /// <exception cref="LabException">It took longer.</exception>
    public static async Task WaitForEndAsync(Process process, TimeSpan limit, string what, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            SignalGroup(process, Libc.SigTerm);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(s_patience, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            throw new LabException($"{what} took longer than {limit.TotalMinutes:0} minutes.");
        }
    }

    /// <summary>Kills the process and everything that stayed in its group.</summary>
    public static void KillGroup(Process process) => SignalGroup(process, Libc.SigKill);

    /// <summary>Whether the process was still there to be signalled, with its group: once it has ended, its pid may be another's.</summary>
    public static bool SignalGroup(Process process, int signal) => !process.HasExited && Libc.Kill(-process.Id, signal) == 0;
}
