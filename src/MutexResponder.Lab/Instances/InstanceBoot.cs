using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MutexResponder.Lab.Instances.Native;

namespace MutexResponder.Lab.Instances;

/// <summary>One boot of an instance, from power on to the end of its pid namespace. All namespaces are new with it.</summary>
internal sealed class InstanceBoot : IDisposable
{
    private const int RebootStatus = 10; // init.sh
    private const int PowerOffStatus = 11;
    private const int MaxLooksAtPid1 = 1000;
    private const int MaxConsoleChars = 16 * 1024;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan BootTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CableTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EndOfOutputTimeout = TimeSpan.FromSeconds(5);

    // A script killed by a signal may be the first sign of the end of its whole namespace.
    private static readonly TimeSpan GoingDownTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly RunningProcess? _outside;
    private readonly StreamWriter _powerCable;
    private readonly StringBuilder _console = new();

    private InstanceBoot(Process process)
    {
        _process = process;
        _outside = RunningProcess.Of(process.Id);
        _powerCable = process.StandardInput;
        Ended = WaitForEndAsync();
    }

    /// <summary>As the instance reads it, a lower-case UUID.</summary>
    public string BootId { get; private set; } = "";

    /// <summary>Pid 1 of the instance, as the lab sees it; null before it is up.</summary>
    public RunningProcess? Init { get; private set; }

    public NamespaceHandle? Network { get; private set; }

    public Task<BootEnd> Ended { get; }

    /// <param name="anchor">Pid 1 of the data centre.</param>
    /// <param name="tree">Null: a light instance, whose disk starts as the machine's own; else what its systemd boots from.</param>
    /// <param name="diskDirectory">Its directory in the data centre.</param>
    /// <param name="hostName">Its host name.</param>
    /// <param name="cancellationToken">Cuts the power.</param>
    /// <exception cref="LabException">It did not come up; the message ends with what the console said.</exception>
    public static async Task<InstanceBoot> StartAsync(RunningProcess anchor, MachineTree? tree, string diskDirectory, string hostName, CancellationToken cancellationToken)
    {
        if (!anchor.IsAlive)
        {
            throw new LabException($"{hostName} cannot boot: the data centre has ended.");
        }

        string[] boots = tree is null
            ? ["unshare", "--mount", "--ipc", "--pid", "--net", "--uts", "--fork", "--kill-child", "--", "/bin/sh", "/mnt/scripts/init.sh"]
            : ["unshare", "--mount", "--", "/bin/sh", "/mnt/scripts/boot-machine.sh"];
        Process process = CleanProcess.Start(
            ["nsenter", "--target", anchor.Pid.ToString(CultureInfo.InvariantCulture), "--mount", "--pid", "--", .. boots, diskDirectory],
            new Dictionary<string, string> { ["LAB_HOSTNAME"] = hostName, ["LAB_TREE"] = tree?.Path ?? "" });
        InstanceBoot boot = new(process);
        try
        {
            await boot.WaitUntilReadyAsync(cancellationToken);
            boot.Init = ProcessTree.InitBelow(process.Id) ?? throw new LabException($"{hostName} went down as soon as it was up.");
            boot.BootId = boot.ReadBootId();
            boot.Network = Libc.OpenNamespace($"/proc/{boot.Init.Pid}/ns/net");
            return boot;
        }
        catch
        {
            await boot.CutPowerAsync();
            boot.Dispose();
            throw;
        }
    }

    /// <summary>A file of the running system, as it sees it itself, but read from here: symbolic links lead astray.</summary>
    /// <exception cref="IOException">It has gone down: its pid may be another process's, with the machine's own root.</exception>
    public string RootPath(string path) => Init is { IsAlive: true } ? $"/proc/{Init.Pid}/root{path}" : throw new IOException("The instance is down.");

    /// <summary>Presses the power button: <c>reboot</c> or <c>poweroff</c>. The end follows; see <see cref="Ended"/>.</summary>
    public async Task RequestAsync(string word)
    {
        try
        {
            await _powerCable.WriteLineAsync(word);
            await _powerCable.FlushAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It is going down already, which is all that was wanted.
        }
    }

    /// <summary>Pulls the cable and waits until nothing of this boot runs.</summary>
    public async Task CutPowerAsync()
    {
        if (!await HasEndedWithinAsync(TimeSpan.Zero))
        {
            ClosePowerCable();
        }

        if (!await HasEndedWithinAsync(CableTimeout))
        {
            // unshare takes pid 1 along (--kill-child), and nsenter ends with unshare.
            foreach (RunningProcess child in _outside is { IsAlive: true } ? ProcessTree.ChildrenOf(_outside.Pid) : [])
            {
                _ = Libc.Kill(child.Pid, Libc.SigKill);
            }

            await HasEndedWithinAsync(KillTimeout);
        }
    }

    /// <summary>Runs a script as root in all namespaces of this boot, with stdin empty and / as working directory.</summary>
    public async Task<ScriptResult> RunAsync(
        string script,
        TimeSpan timeout,
        int maxOutputBytes,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellationToken)
    {
        // A script for a pid that is another process's by now would run on the machine itself.
        if (Init is not { IsAlive: true })
        {
            await HasEndedWithinAsync(GoingDownTimeout);
            return ScriptResult.Down;
        }

        string endMark = $"\u001e{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}:";
        Dictionary<string, string> variables = new(environment ?? new Dictionary<string, string>()) { ["LAB_END"] = endMark };
        byte[] markBytes = Encoding.UTF8.GetBytes(endMark);
        MarkedOutput stdout = new(markBytes, maxOutputBytes);
        MarkedOutput stderr = new(markBytes, maxOutputBytes);

        using Process process = CleanProcess.Start(
            [
                // nsenter that waits for a child in there would be stopped with it when systemd stops all processes at a shutdown, and the
                // unreaped child would hold up the end of the pid namespace for ever. A shell waits on.
                "nsenter", "--no-fork", "--target", Init.Pid.ToString(CultureInfo.InvariantCulture), "--mount", "--ipc", "--pid", "--net", "--uts", "--",
                "/bin/sh", "-c", "\"$@\"; exit \"$?\"", "outside", "/bin/sh", "-c", ShippedScript.Read("run-script.sh"),
            ],
            variables);
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        using CancellationTokenSource stopReading = new();
        Task reading = Task.WhenAll(
            stdout.ReadAsync(process.StandardOutput.BaseStream, stopReading.Token),
            stderr.ReadAsync(process.StandardError.BaseStream, stopReading.Token));
        bool timedOut = false;
        try
        {
            await SendAsync(process, script, deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            timedOut = true;
            CleanProcess.KillGroup(process);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(KillTimeout, CancellationToken.None);
        }

        // Past its end, only a daemon that keeps the outputs open, and no end mark, can make this last.
        stopReading.CancelAfter(EndOfOutputTimeout);
        try
        {
            await reading;
        }
        catch (OperationCanceledException)
        {
            // What came until now counts.
        }

        cancellationToken.ThrowIfCancellationRequested();
        ScriptOutcome outcome = stdout.ExitStatus is not null ? ScriptOutcome.Completed
            : timedOut ? ScriptOutcome.TimedOut
            : await HasEndedWithinAsync(GoingDownTimeout) ? ScriptOutcome.InstanceWentDown
            : ScriptOutcome.Completed;
        int exitCode = outcome == ScriptOutcome.Completed ? stdout.ExitStatus ?? process.ExitCode : -1;
        return new ScriptResult(outcome, exitCode, stdout.Text, stderr.Text, stdout.WasCut, stderr.WasCut);
    }

    public void Dispose()
    {
        ClosePowerCable();
        Network?.Dispose();
        _process.Dispose();
    }

    private string ReadBootId()
    {
        try
        {
            return File.ReadAllText(RootPath("/proc/sys/kernel/random/boot_id")).Trim();
        }
        catch (IOException e)
        {
            throw new LabException("The instance went down as soon as it was up.", e);
        }
    }

    private static async Task SendAsync(Process process, string script, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(script.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything; the exit status says why.
        }
    }

    private void ClosePowerCable()
    {
        try
        {
            _powerCable.Dispose();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The other end is gone already, or somebody else is pulling at the same time.
        }
    }

    private async Task<bool> HasEndedWithinAsync(TimeSpan patience) => await Task.WhenAny(Ended, Task.Delay(patience)) == Ended;

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Trim() == "ready")
            {
                ready.TrySetResult();
            }
            else
            {
                WriteConsole(line.Data);
            }
        };
        _process.ErrorDataReceived += (_, line) => WriteConsole(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(BootTimeout);
        Task first = await Task.WhenAny(ready.Task, Ended, Task.Delay(Timeout.Infinite, deadline.Token));
        cancellationToken.ThrowIfCancellationRequested();
        if (first != ready.Task)
        {
            string how = first == Ended ? $"ended with exit status {_process.ExitCode}" : $"was not up after {BootTimeout.TotalSeconds:0} s";
            throw new LabException($"The instance's boot {how}. Console: {ConsoleText()}");
        }
    }

    private void WriteConsole(string? line)
    {
        lock (_console)
        {
            if (line is not null && _console.Length + line.Length < MaxConsoleChars)
            {
                _console.AppendLine(line);
            }
        }
    }

    private string ConsoleText()
    {
        lock (_console)
        {
            return _console.ToString().Trim();
        }
    }

    private async Task<BootEnd> WaitForEndAsync()
    {
        await _process.WaitForExitAsync();

        // Where unshare was killed, pid 1 dies a moment after it, and becomes a zombie only once its namespace is empty.
        for (int look = 0; look < MaxLooksAtPid1 && Init is { IsAlive: true }; look++)
        {
            await Task.Delay(LookInterval);
        }

        return _process.ExitCode switch
        {
            RebootStatus => BootEnd.RebootRequested,
            PowerOffStatus => BootEnd.PowerOffRequested,
            _ => BootEnd.PowerLost,
        };
    }
}
