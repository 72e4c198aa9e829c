using System.Threading.Channels;

namespace MutexResponder.Lab.Agent;

/// <summary>
/// The SSM agent of one machine: takes commands and runs them one after another, through reboots.
/// Behaviour after amazon-ssm-agent 3.3 (runpluginutil.go, processor.go) and SSM User Guide, "Rebooting managed node from scripts".
/// </summary>
public sealed class LabAgent : IAsyncDisposable
{
    private readonly IAgentMachine _machine;
    private readonly LabAgentOptions _options;
    private readonly TimeProvider _time;
    private readonly Channel<CommandDelivery> _queue;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Task _pump;
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LabAgent(IAgentMachine machine, LabAgentOptions options, TimeProvider time)
    {
        _machine = machine;
        _options = options;
        _time = time;
        _queue = Channel.CreateBounded<CommandDelivery>(new BoundedChannelOptions(options.MaxQueuedCommands) { SingleReader = true });
        _connected.SetResult();
        _pump = Task.Run(PumpAsync);
    }

    /// <summary>Hands over one command and returns at once.</summary>
    /// <returns>False where too many wait already; that command will time out at SSM.</returns>
    public bool Deliver(CommandDelivery delivery) => _queue.Writer.TryWrite(delivery);

    /// <summary>The agent stops taking commands, as with a lost network or a stopped service; a running one goes on.</summary>
    public void Disconnect()
    {
        lock (_gate)
        {
            if (_connected.Task.IsCompleted)
            {
                _connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Takes commands again; those past their delivery time are dropped unrun.</summary>
    public void Reconnect()
    {
        lock (_gate)
        {
            _connected.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            await foreach (CommandDelivery delivery in _queue.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
            {
                await ConnectedAsync().WaitAsync(_stopping.Token).ConfigureAwait(false);
                if (_time.GetUtcNow() < delivery.StartBefore && !delivery.Cancelled.IsCancellationRequested)
                {
                    await new DocumentRun(delivery, _machine, _options, _time).RunAsync(_stopping.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The lab ends; whatever still waits is never answered, as with a terminated instance.
        }
    }

    private Task ConnectedAsync()
    {
        lock (_gate)
        {
            return _connected.Task;
        }
    }
}
