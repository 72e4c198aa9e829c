using System.Diagnostics;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.Lab.Instances;

/// <summary>Packages of Debian or Ubuntu that something needs on this machine.</summary>
/// <param name="needed">What is needed, a command or an absolute path, and the package that has it.</param>
public sealed class DebianPackages(params (string File, string Package)[] needed)
{
    /// <summary>How the line that says what will be installed begins; apt-get's own lines follow it.</summary>
    public const string Announcement = "Installing ";

    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(15);

    /// <summary>What the instances use: they see the machine's own /usr.</summary>
    public static DebianPackages Lab { get; } = new(
        ("apache2", "apache2"),
        ("ip", "iproute2"),
        ("ps", "procps"),
        ("nsenter", "util-linux"),
        ("ipcs", "util-linux"),
        ("curl", "curl"),
        ("awk", "mawk"),
        ("hostname", "hostname"));

    /// <summary>What machines with systemd need of this one: their own programs are their release's.</summary>
    public static DebianPackages Machines { get; } = new(
        ("systemd-nspawn", "systemd-container"),
        ("mmdebstrap", "mmdebstrap"),
        ("nsenter", "util-linux"));

    /// <summary>The packages that are missing; empty where all is there.</summary>
    public IReadOnlyList<string> Missing() =>
        [.. needed.Where(need => !(need.File[0] == '/' ? File.Exists(need.File) : SystemCommand.Exists(need.File))).Select(need => need.Package).Distinct()];

    /// <summary>
    /// Installs what is missing with apt-get and starts nothing: the machine's own Apache is neither running nor enabled afterwards,
    /// unless it was before. Whoever needs packages at the same time waits for the others.
    /// </summary>
    /// <param name="progress">Gets one line for each step; null where nobody looks.</param>
    /// <param name="cancellationToken">Stops the installation.</param>
    /// <exception cref="LabException">It cannot be installed here; the message says why, and what would cure it.</exception>
    public async Task EnsureInstalledAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> missing = Missing();
        if (missing.Count == 0)
        {
            return;
        }

        string wanted = string.Join(", ", missing);
        if (!SystemCommand.Exists("apt-get"))
        {
            throw new LabException($"Not installed, and there is no apt-get to do it: {wanted}. Debian and Ubuntu have these packages; elsewhere install the same programs.");
        }

        if (Libc.EffectiveUserId() != 0)
        {
            throw new LabException($"Not installed: {wanted}. As root this is done by itself, or: sudo apt-get install {string.Join(' ', missing)}");
        }

        progress?.Report($"{Announcement}{wanted} with apt-get. No service will be started on this machine.");
        using Process process = CleanProcess.Start(
            ["flock", "--timeout", "600", "/var/lib/dpkg", "/bin/sh", "-c", ShippedScript.Read("install-packages.sh"), "install-packages", .. missing]);
        process.StandardInput.Close();
        Task<string> said = ReportLinesAsync(process.StandardOutput, progress);
        Task<string> complained = ReportLinesAsync(process.StandardError, progress);
        await CleanProcess.WaitForEndAsync(process, InstallTimeout, $"Installing {wanted}", cancellationToken);

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
