using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.Lab.Instances;

/// <summary>
/// The data centre: one mount and pid namespace with a disk in memory, in which all instances run. Everything in it hangs on one pipe
/// from this process, so that it all ends with the lab, even with a lab that is killed; no file of the machine is ever made or changed.
/// </summary>
public sealed class LabHost : IAsyncDisposable
{
    internal const string DiskRoot = "/mnt";
    private const long DiskBytes = 1L << 30;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProvisionTimeout = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Lock _state = new();
    private readonly List<LabInstance> _instances = [];
    private bool _disposed;

    private LabHost(Process process, MachineTree? tree)
    {
        _process = process;
        Tree = tree;
    }

    /// <summary>Pid 1 of the data centre, as the machine numbers it.</summary>
    public int AnchorPid => Anchor?.Pid ?? 0;

    internal RunningProcess? Anchor { get; private set; }

    /// <summary>What the instances boot from; null where they are light ones.</summary>
    internal MachineTree? Tree { get; }

    /// <summary>For light instances, with the machine's own programs and doubles of systemd's.</summary>
    /// <exception cref="LabException">The machine does not permit it; <see cref="LabRequirements"/> says why.</exception>
    public static Task<LabHost> StartAsync(CancellationToken cancellationToken) => StartAsync(null, cancellationToken);

    /// <param name="tree">Null for light instances; else all instances are machines that boot this with its own systemd.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LabException">The machine does not permit it; <see cref="LabRequirements"/> says why.</exception>
    public static async Task<LabHost> StartAsync(MachineTree? tree, CancellationToken cancellationToken)
    {
        Process process = CleanProcess.Start(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--", "/bin/sh", "-c", ShippedScript.Read("anchor.sh")],
            new Dictionary<string, string>
            {
                ["LAB_DISK_BYTES"] = DiskBytes.ToString(CultureInfo.InvariantCulture),
                ["LAB_CGROUP"] = tree is null ? "" : $"mutex-lab-{RandomNumberGenerator.GetHexString(12, lowercase: true)}",
            });
        LabHost host = new(process, tree);
        try
        {
            using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(StartTimeout);
            if (await process.StandardOutput.ReadLineAsync(deadline.Token) != "ready")
            {
                throw new LabException($"The lab's namespace could not be made: {(await process.StandardError.ReadToEndAsync(deadline.Token)).Trim()}");
            }

            host.Anchor = ProcessTree.InitBelow(process.Id) ?? throw new LabException("The lab's namespace ended as soon as it was made.");
            await host.StockDiskAsync(deadline.Token);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>The instances made here.</summary>
    public IReadOnlyList<LabInstance> Instances
    {
        get
        {
            lock (_state)
            {
                return [.. _instances];
            }
        }
    }

    /// <summary>Makes an instance, boots it, sets up its site and starts Apache; the first boot is the one it returns in.</summary>
    /// <exception cref="LabException">It did not come up, or Apache refused the configuration.</exception>
    /// <exception cref="ArgumentException">The specification is unusable.</exception>
    public async Task<LabInstance> CreateInstanceAsync(ApacheSpec apache, CancellationToken cancellationToken)
    {
        apache.ThrowIfUnusable();
        InstanceId id = InstanceId.Parse($"i-{RandomNumberGenerator.GetHexString(17, lowercase: true)}");
        LabInstance instance = new(this, id, apache);
        lock (_state)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _instances.Add(instance);
        }

        await instance.BootAsync(cancellationToken);
        ScriptResult provisioned = await instance.RunScriptAsync(
            ShippedScript.Read("provision.sh"),
            ProvisionTimeout,
            new Dictionary<string, string>
            {
                ["SITE_MPM"] = apache.Mpm.ToString().ToLowerInvariant(),
                ["SITE_MUTEX"] = apache.MutexDirective ?? "",
                ["SITE_PORTS"] = string.Join(' ', apache.ListenPorts),
                ["SITE_USER"] = apache.RunUser,
                ["SITE_UID"] = apache.RunUserId.ToString(CultureInfo.InvariantCulture),
                ["SITE_NAME"] = instance.HostName,
                ["SITE_LOG"] = apache.ErrorLog.ToString().ToLowerInvariant(),
                ["SITE_ARRAY"] = apache.HasModuleArray ? "yes" : "",
                ["SITE_KILL_MODE"] = apache.UnitKillMode == UnitKillMode.Process ? "process" : "control-group",
            },
            cancellationToken: cancellationToken);
        provisioned.OrThrow($"Setting up Apache on {id}");
        return instance;
    }

    /// <summary>Ends every instance and returns once no process of the data centre is left.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_state)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        await Task.WhenAll(Instances.Select(instance => instance.DisposeAsync().AsTask()));
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using CancellationTokenSource deadline = new(EndTimeout);
            try
            {
                await _process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                CleanProcess.KillGroup(_process);
                await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(EndTimeout);
            }
        }

        _process.Dispose();
    }

    private async Task StockDiskAsync(CancellationToken cancellationToken)
    {
        string disk = $"/proc/{AnchorPid}/root{DiskRoot}";
        await File.WriteAllTextAsync($"{disk}/scripts/init.sh", ShippedScript.Read("init.sh"), cancellationToken);
        await File.WriteAllTextAsync($"{disk}/scripts/boot-machine.sh", ShippedScript.Read("boot-machine.sh"), cancellationToken);
        foreach (string folder in new[] { "Doubles", "Machine" })
        {
            foreach ((string name, string text) in ShippedScript.ReadAll(folder))
            {
                await File.WriteAllTextAsync($"{disk}/{folder.ToLowerInvariant()}/{name}", text, cancellationToken);
            }
        }

        // Only light instances use these: they get a copy of dev and of doubles.
        foreach ((string name, string target) in new[] { ("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2") })
        {
            File.CreateSymbolicLink($"{disk}/dev/{name}", $"/proc/self/fd{target}");
        }

        foreach (string tool in new[] { "halt", "init", "telinit", "runlevel", "systemd-analyze", "timedatectl", "hostnamectl" })
        {
            File.CreateSymbolicLink($"{disk}/doubles/{tool}", "unsupported");
        }
    }
}
