using System.Diagnostics;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.Lab.Instances;

/// <summary>The packages of the machine that the instances use: they see the machine's own /usr.</summary>
public static class ApachePackage
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(15);

    // Command, and the Debian package that has it.
    private static readonly (string Command, string Package)[] Needed =
    [
        ("apache2", "apache2"),
        ("ip", "iproute2"),
        ("ps", "procps"),
        ("nsenter", "util-linux"),
        ("ipcs", "util-linux"),
        ("curl", "curl"),
        ("awk", "mawk"),
        ("hostname", "hostname"),
    ];

    /// <summary>The packages that are missing; empty where all is there.</summary>
    public static IReadOnlyList<string> Missing() =>
        [.. Needed.Where(need => !SystemCommand.Exists(need.Command)).Select(need => need.Package).Distinct()];

    /// <summary>
    /// Installs what is missing with apt-get and starts nothing: the machine's own Apache is neither running nor enabled afterwards,
    /// unless it was before. Labs that need it at the same time wait for each other.
    /// </summary>
    /// <param name="progress">Gets one line for each step; null where nobody looks.</param>
    /// <param name="cancellationToken">Stops the installation.</param>
    /// <exception cref="LabException">It cannot be installed here; the message says why.</exception>
    public static async Task EnsureInstalledAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> missing = Missing();
        if (missing.Count == 0)
        {
            return;
        }

        string wanted = string.Join(", ", missing);
        if (!SystemCommand.Exists("apt-get"))
        {
            throw new LabException($"{wanted} missing, and there is no apt-get to install it: the lab needs Debian or Ubuntu, or these packages already installed.");
        }

        if (Libc.EffectiveUserId() != 0)
        {
            throw new LabException($"{wanted} missing; to install it the lab must run as root.");
        }

        progress?.Report($"Installing {wanted} with apt-get. Apache will not be started on this machine.");
        using Process process = CleanProcess.Start(
            ["flock", "--timeout", "600", "/var/lib/dpkg", "/bin/sh", "-c", ShippedScript.Read("install-packages.sh"), "install-packages", .. missing]);
        process.StandardInput.Close();
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(InstallTimeout);
        Task<string> said = ReportLinesAsync(process.StandardOutput, progress);
        Task<string> complained = ReportLinesAsync(process.StandardError, progress);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            // dpkg in the middle of its work is asked, not killed, and the script puts the start policy back.
            _ = Libc.Kill(-process.Id, Libc.SigTerm);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            throw new LabException($"Installing {wanted} took longer than {InstallTimeout.TotalMinutes:0} minutes.");
        }

        string lastLine = await complained is { Length: > 0 } complaint ? complaint : await said;
        if (process.ExitCode != 0 || Missing().Count > 0)
        {
            throw new LabException($"Installing {wanted} failed (apt-get's exit status {process.ExitCode}): {lastLine}");
        }
    }

    private static async Task<string> ReportLinesAsync(StreamReader reader, IProgress<string>? progress)
    {
        string last = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            last = line.Length > 0 ? line : last;
            progress?.Report(line);
        }

        return last;
    }
}
