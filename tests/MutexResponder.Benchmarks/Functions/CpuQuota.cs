using System.Globalization;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>
/// A control group with the share of a processor that Lambda gives for an amount of memory (Lambda Developer Guide, "Configure Lambda
/// function memory": at 1,769 MB one vCPU, and in proportion), and a build that starts in it. Needs root, and a cpu controller of either version.
/// </summary>
internal sealed class CpuQuota : IDisposable
{
    public const int MegabytesOfOneCpu = 1_769;

    private const int PeriodMicroseconds = 20_000;
    // The heaviest, so that the quota limits it and not what else runs on the machine.
    private const int MaxWeight = 10_000;
    private const int MaxLegacyWeight = 262_144;
    private const string UnifiedRoot = "/sys/fs/cgroup";
    private const string LegacyRoot = "/sys/fs/cgroup/cpu";

    private readonly string _group;
    private readonly DirectoryInfo _folder;

    /// <param name="build">What is started in it.</param>
    /// <param name="memoryMegabytes">As a function would be configured.</param>
    /// <exception cref="IOException">This machine or user cannot make one.</exception>
    /// <exception cref="UnauthorizedAccessException">This machine or user cannot make one.</exception>
    public CpuQuota(FunctionBuild build, int memoryMegabytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new IOException("control groups are Linux's");
        }

        int quota = PeriodMicroseconds * memoryMegabytes / MegabytesOfOneCpu;
        bool isLegacy = Directory.Exists(LegacyRoot);
        _group = Path.Combine(isLegacy ? LegacyRoot : UnifiedRoot, string.Create(CultureInfo.InvariantCulture, $"mutex-benchmark-{Environment.ProcessId}-{memoryMegabytes}"));
        Directory.CreateDirectory(_group);
        _folder = Directory.CreateTempSubdirectory("mutex-quota-");
        if (isLegacy)
        {
            Write("cpu.cfs_period_us", PeriodMicroseconds);
            Write("cpu.cfs_quota_us", quota);
            Write("cpu.shares", MaxLegacyWeight);
        }
        else
        {
            File.WriteAllText(Path.Combine(_group, "cpu.max"), string.Create(CultureInfo.InvariantCulture, $"{quota} {PeriodMicroseconds}"));
            Write("cpu.weight", MaxWeight);
        }

        // The shell enters the group and becomes the function: not one instruction of that runs outside.
        string starter = Path.Combine(_folder.FullName, "bootstrap");
        File.WriteAllText(starter, $"#!/bin/sh\necho $$ > '{_group}/cgroup.procs' && exec '{build.ExecutablePath}'\n");
        File.SetUnixFileMode(starter, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Build = build with { ExecutablePath = starter };
    }

    public FunctionBuild Build { get; }

    /// <summary>All processes in it must have ended.</summary>
    public void Dispose()
    {
        _folder.Delete(recursive: true);
        Directory.Delete(_group);
    }

    private void Write(string file, int value) => File.WriteAllText(Path.Combine(_group, file), value.ToString(CultureInfo.InvariantCulture));
}
