using System.Globalization;

namespace MutexResponder.Lab.Agent;

/// <summary>
/// A machine without a machine: scripts end as a delegate says, reboots happen when asked. For tests of agents, endpoints and
/// whatever stands above them.
/// </summary>
/// <param name="id">The instance it plays.</param>
/// <param name="run">How each script ends.</param>
public sealed class ScriptedMachine(InstanceId id, Func<ScriptCall, CancellationToken, Task<ScriptRun>> run) : IAgentMachine
{
    private readonly Lock _gate = new();
    private readonly List<ScriptCall> _calls = [];
    private TaskCompletionSource _up = Completed();
    private int _bootCount = 1;
    private int _shutdownCount;

    public ScriptedMachine(InstanceId id, Func<ScriptCall, ScriptRun> run)
        : this(id, (call, _) => Task.FromResult(run(call)))
    {
    }

    public InstanceId Id { get; } = id;

    /// <summary><c>boot-1</c>, then <c>boot-2</c>, and so on.</summary>
    public string BootId => BootName(Volatile.Read(ref _bootCount));

    /// <summary>False: an asked shutdown is counted, and the machine stays as it is.</summary>
    public bool ObeysShutdown { get; set; } = true;

    public int ShutdownCount => Volatile.Read(ref _shutdownCount);

    /// <summary>All scripts that were run, oldest first.</summary>
    public IReadOnlyList<ScriptCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Down and up again, at once.</summary>
    public void Reboot()
    {
        GoDown();
        ComeUp();
    }

    public void GoDown()
    {
        lock (_gate)
        {
            _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Up, under a new boot id.</summary>
    public void ComeUp()
    {
        lock (_gate)
        {
            _bootCount++;
            _up.TrySetResult();
        }
    }

    public Task<ScriptRun> RunScriptAsync(string script, IReadOnlyDictionary<string, string> environment, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var call = new ScriptCall(script, environment, timeout, BootId);
        lock (_gate)
        {
            _calls.Add(call);
        }

        return run(call, cancellationToken);
    }

    public Task ShutdownInOneMinuteAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _shutdownCount);
        if (ObeysShutdown)
        {
            Reboot();
        }

        return Task.CompletedTask;
    }

    public Task WaitUntilUpAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _up.Task.WaitAsync(cancellationToken);
        }
    }

    private static string BootName(int count) => string.Create(CultureInfo.InvariantCulture, $"boot-{count}");

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }
}
