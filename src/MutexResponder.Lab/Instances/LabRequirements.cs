using System.Diagnostics;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.Lab.Instances;

/// <summary>What the lab needs of the machine.</summary>
public static class LabRequirements
{
    private static readonly TimeSpan TrialTimeout = TimeSpan.FromSeconds(30);

    private static readonly string[] Commands = ["sh", "setsid", "unshare", "nsenter", "flock", "mount", "umount", "pivot_root", "hostname", "ip"];

    /// <summary>
    /// One sentence for each thing that is missing; empty where the lab can run. Namespaces and mounts are really tried. Apache itself is not
    /// missed where apt-get can install it.
    /// </summary>
    public static IReadOnlyList<string> Check()
    {
        if (!OperatingSystem.IsLinux())
        {
            return ["The lab runs real Apache servers in Linux namespaces: it needs Linux (a virtual machine or WSL 2 will do)."];
        }

        if (Libc.EffectiveUserId() != 0)
        {
            return ["The lab makes namespaces and mounts: it must run as root."];
        }

        bool canInstall = SystemCommand.Exists("apt-get");
        List<string> missing = [];
        if (DebianPackages.Lab.Missing() is { Count: > 0 } packages && !canInstall)
        {
            missing.Add($"Not installed, and no apt-get to do it: {string.Join(", ", packages)}. The lab needs Debian or Ubuntu.");
        }

        // iproute2 is among the packages that would be installed first.
        string[] absent = [.. Commands.Where(command => !SystemCommand.Exists(command) && !(command == "ip" && canInstall))];
        if (absent.Length > 0)
        {
            missing.Add($"These commands are not there: {string.Join(", ", absent)}.");
        }

        if (!Directory.Exists(LabHost.DiskRoot))
        {
            missing.Add($"The directory {LabHost.DiskRoot} is not there; the lab hangs its own disk over it, unseen by the rest of the machine.");
        }

        // An overlay of / shows a file system mounted below it as an empty directory.
        string[] apart = [.. MountPoints().Intersect(["/usr", "/etc", "/var", "/var/lib", "/bin", "/sbin", "/lib"])];
        if (apart.Length > 0)
        {
            missing.Add($"{string.Join(" and ", apart)} must not be a file system of its own.");
        }

        if (missing.Count == 0 && SystemCommand.Exists("ip") && TryNamespaces() is { } refusal)
        {
            missing.Add($"{refusal} In a container it must be a privileged one.");
        }

        return missing;
    }

    // mountinfo's fifth field (proc(5)).
    private static IEnumerable<string> MountPoints() =>
        File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')).Where(fields => fields.Length > 4).Select(fields => fields[4]);

    private static string? TryNamespaces()
    {
        using Process process = CleanProcess.Start(
            [
                "unshare", "--mount", "--ipc", "--pid", "--net", "--uts", "--fork", "--kill-child", "--",
                "/bin/sh", "-c", ShippedScript.Read("try-namespaces.sh"),
            ]);
        process.StandardInput.Close();
        if (!process.WaitForExit(TrialTimeout))
        {
            CleanProcess.KillGroup(process);
            return "Making namespaces took too long.";
        }

        return process.ExitCode == 0 ? null : process.StandardError.ReadToEnd().Trim();
    }
}
