using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.Lab.Instances;

/// <summary>
/// One server of the lab: a disk that outlives its boots, and at most one boot at a time. Whoever asks for a reboot, inside or outside,
/// it comes up again by itself, as an EC2 instance does; after a power off or a lost pid 1 it stays down.
/// </summary>
public sealed class LabInstance : IAsyncDisposable
{
    /// <summary>What is kept of each output of a script where the caller does not say.</summary>
    public const int DefaultMaxOutputBytes = 1024 * 1024;

    private static readonly TimeSpan PowerTimeout = TimeSpan.FromSeconds(60);
    private readonly LabHost _host;
    private readonly string _diskDirectory;
    private readonly SemaphoreSlim _power = new(1, 1);
    private readonly Lock _state = new();
    private TaskCompletionSource _changed = NewSignal();
    private InstanceBoot? _boot;
    private string _bootId = "";
    private int _bootCount;
    private Exception? _fault;
    private Task _watch = Task.CompletedTask;
    private bool _disposed;

    internal LabInstance(LabHost host, InstanceId id, ApacheSpec apache)
    {
        _host = host;
        _diskDirectory = $"{LabHost.DiskRoot}/{id}";
        Id = id;
        Apache = apache;
        HostName = $"web-{id.Value[2..10]}";
    }

    /// <summary>Raised after each coming up and going down, in order, on a thread of its own choosing. A handler must not throw.</summary>
    public event EventHandler<InstanceChange>? Changed;

    public InstanceId Id { get; }

    public ApacheSpec Apache { get; }

    /// <summary><c>web-</c> and the first eight digits of the id.</summary>
    public string HostName { get; }

    public bool IsUp => Current is not null;

    /// <summary>Whether systemd runs in it; else the lab's doubles do.</summary>
    public bool HasSystemd => _host.Tree is not null;

    /// <summary>Whether it is all that its data centre is there for, which then ends with it.</summary>
    internal bool IsAlone { get; set; }

    /// <summary>The newest boot's id, a lower-case UUID; empty before the first.</summary>
    public string BootId
    {
        get
        {
            lock (_state)
            {
                return _bootId;
            }
        }
    }

    /// <summary>How often it came up.</summary>
    public int BootCount
    {
        get
        {
            lock (_state)
            {
                return _bootCount;
            }
        }
    }

    /// <summary>Pid 1 as the machine numbers it, or null while it is down.</summary>
    public int? InitPid => Current?.Init?.Pid;

    /// <summary>
    /// A file of the instance's disk as the machine can read it, up or down. Only what the instance wrote itself is found there, and only
    /// below directories that are no symbolic links (/var/log, /etc, not /var/run).
    /// </summary>
    public string DiskPath(string path) => $"/proc/{_host.AnchorPid}/root{_diskDirectory}/upper{path}";

    /// <summary>Switches it on and returns once its services were started; does nothing where it is up.</summary>
    /// <exception cref="LabException">It did not come up.</exception>
    public async Task BootAsync(CancellationToken cancellationToken)
    {
        await _power.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (IsUp)
            {
                return;
            }

            await _watch; // nothing of the last boot may still hold the disk
            InstanceBoot boot = await InstanceBoot.StartAsync(_host.Anchor!, _host.Tree, _diskDirectory, HostName, cancellationToken);
            InstanceChange change;
            lock (_state)
            {
                _boot = boot;
                _bootId = boot.BootId;
                _bootCount++;
                _fault = null;
                change = new InstanceChange(_bootCount, _bootId, null);
            }

            Announce(change);
            _watch = WatchAsync(boot, change);
        }
        finally
        {
            _power.Release();
        }
    }

    /// <summary>An orderly reboot: SIGTERM to all, the end of all namespaces, the next boot. Returns once that one is up.</summary>
    /// <exception cref="LabException">It was down, or did not come up again.</exception>
    public async Task RebootAsync(CancellationToken cancellationToken)
    {
        InstanceBoot boot = Current ?? throw new LabException($"{Id} is down and cannot reboot.");
        int before = BootCount;
        await boot.RequestAsync("reboot");
        await WaitUntilBootedAsync(before + 1, cancellationToken);
    }

    /// <summary>An orderly power off; the disk is kept. Does nothing where it is down.</summary>
    public async Task PowerOffAsync(CancellationToken cancellationToken)
    {
        if (Current is not { } boot)
        {
            return;
        }

        await boot.RequestAsync("poweroff");
        await WaitUntilAsync(() => _boot != boot, "is not down", cancellationToken);
    }

    /// <summary>Returns once it is up in its boot number <paramref name="bootCount"/> or a later one.</summary>
    /// <exception cref="LabException">That did not happen within a minute.</exception>
    public Task WaitUntilBootedAsync(int bootCount, CancellationToken cancellationToken) =>
        WaitUntilAsync(() => _boot is not null && _bootCount >= bootCount, $"is not in boot {bootCount}", cancellationToken);

    /// <summary>
    /// Runs a POSIX shell script as root inside the instance: stdin is empty, the working directory is /. Daemons that it starts live on.
    /// </summary>
    /// <param name="script">The script's text.</param>
    /// <param name="timeout">When it is over, the script's process group is killed.</param>
    /// <param name="environment">Variables besides PATH and LC_ALL=C.</param>
    /// <param name="maxOutputBytes">What is kept of each output, from its start.</param>
    /// <param name="cancellationToken">Kills the script as well.</param>
    public async Task<ScriptResult> RunScriptAsync(
        string script,
        TimeSpan timeout,
        IReadOnlyDictionary<string, string>? environment = null,
        int maxOutputBytes = DefaultMaxOutputBytes,
        CancellationToken cancellationToken = default) =>
        Current is { } boot ? await boot.RunAsync(script, timeout, maxOutputBytes, environment, cancellationToken) : ScriptResult.Down;

    /// <summary>The lines that Apache appends to its error log from now on, over reboots and rotations.</summary>
    public ErrorLogFollower FollowErrorLog() => new(DiskPath("/var/log/apache2/error.log"));

    /// <summary>Cuts the power and returns once nothing of it runs. The disk goes with the host.</summary>
    public async ValueTask DisposeAsync()
    {
        await _power.WaitAsync();
        try
        {
            _disposed = true;
        }
        finally
        {
            _power.Release();
        }

        if (Current is { } boot)
        {
            await boot.CutPowerAsync();
        }

        await _watch;
        if (IsAlone)
        {
            await _host.DisposeAsync();
        }
    }

    internal InstanceBoot? Current
    {
        get
        {
            lock (_state)
            {
                return _boot;
            }
        }
    }

    /// <summary>The newest boot's network, or null while it is down.</summary>
    internal NamespaceHandle? Network => Current?.Network;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WatchAsync(InstanceBoot boot, InstanceChange cameUp)
    {
        BootEnd end = await boot.Ended;
        lock (_state)
        {
            _boot = null;
        }

        boot.Dispose();
        Announce(cameUp with { End = end });
        if (end == BootEnd.RebootRequested)
        {
            _ = BootAgainAsync();
        }
    }

    private async Task BootAgainAsync()
    {
        try
        {
            await BootAsync(CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The lab ended in the middle of the reboot.
        }
        catch (LabException e)
        {
            lock (_state)
            {
                _fault = e;
            }

            Signal();
        }
    }

    private void Announce(InstanceChange change)
    {
        Signal();
        Changed?.Invoke(this, change);
    }

    private void Signal()
    {
        lock (_state)
        {
            _changed.TrySetResult();
            _changed = NewSignal();
        }
    }

    private async Task WaitUntilAsync(Func<bool> condition, string otherwise, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(PowerTimeout);
        while (true)
        {
            Task changed;
            lock (_state)
            {
                if (_fault is not null)
                {
                    throw new LabException($"{Id} did not come up again: {_fault.Message}", _fault);
                }

                if (condition())
                {
                    return;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new LabException($"{Id} {otherwise} after {PowerTimeout.TotalSeconds:0} s.");
            }
        }
    }
}
