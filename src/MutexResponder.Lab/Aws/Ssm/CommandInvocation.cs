using System.Collections.Immutable;
using MutexResponder.Lab.Agent;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>One command on one instance, as SSM sees it. Ends exactly once.</summary>
internal sealed class CommandInvocation : ICommandReplies, IDisposable
{
    private readonly TimeProvider _time;
    private readonly Action<CommandInvocation> _ended;
    private readonly TimeSpan _visibilityDelay;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancelled = new();
    private readonly ITimer _expiry;
    private InvocationStatus _status = InvocationStatus.Pending;
    private ImmutableArray<StepState> _steps;

    public CommandInvocation(SentCommand command, InstanceId instance, TimeSpan visibilityDelay, TimeProvider time, Action<CommandInvocation> ended)
    {
        Command = command;
        Instance = instance;
        _visibilityDelay = visibilityDelay;
        _time = time;
        _ended = ended;
        _steps = [.. command.Document.Steps.Select(step => new StepState(step.Name))];
        _expiry = time.CreateTimer(_ => Finish(InvocationStatus.DeliveryTimedOut, null), null, command.ExpiresAt - command.RequestedAt, Timeout.InfiniteTimeSpan);
    }

    public SentCommand Command { get; }

    public InstanceId Instance { get; }

    public InvocationStatus Status
    {
        get
        {
            lock (_gate)
            {
                return _status;
            }
        }
    }

    public ImmutableArray<StepState> Steps
    {
        get
        {
            lock (_gate)
            {
                return _steps;
            }
        }
    }

    /// <summary>False for a while after SendCommand: the reading calls are eventually consistent.</summary>
    public bool IsVisible => Status.HasEnded || _time.GetUtcNow() >= Command.RequestedAt + _visibilityDelay;

    public void DeliverTo(LabAgent agent) => agent.Deliver(new CommandDelivery(
        Command.Id,
        Command.Document,
        Command.Parameters,
        Command.RequestedAt + TimeSpan.FromSeconds(Command.TimeoutSeconds),
        Command.ExpiresAt,
        this,
        _cancelled.Token));

    /// <summary>CancelCommand: at once where the agent has not begun, otherwise when it says so.</summary>
    public void Cancel()
    {
        bool hasBegun;
        lock (_gate)
        {
            hasBegun = _status != InvocationStatus.Pending;
            if (_status == InvocationStatus.InProgress)
            {
                _status = InvocationStatus.Cancelling;
            }
        }

        _cancelled.Cancel();
        if (!hasBegun)
        {
            Finish(InvocationStatus.Cancelled, null);
        }
    }

    public void Report(ImmutableArray<StepState> steps)
    {
        lock (_gate)
        {
            // What SSM gave up by itself, a late agent does not change any more.
            if (_status != InvocationStatus.DeliveryTimedOut)
            {
                _steps = steps;
                _status = _status == InvocationStatus.Pending ? InvocationStatus.InProgress : _status;
            }
        }
    }

    public void End(CommandOutcome outcome, ImmutableArray<StepState> steps) => Finish(
        outcome switch
        {
            CommandOutcome.Success => InvocationStatus.Success,
            CommandOutcome.TimedOut => InvocationStatus.ExecutionTimedOut,
            CommandOutcome.Cancelled => InvocationStatus.Cancelled,
            _ => InvocationStatus.Failed,
        },
        steps);

    public void Dispose() => _expiry.Dispose();

    private void Finish(InvocationStatus status, ImmutableArray<StepState>? steps)
    {
        lock (_gate)
        {
            if (_status.HasEnded)
            {
                return;
            }

            _status = status;
            _steps = steps ?? _steps;
        }

        _expiry.Dispose();
        _ended(this);
    }
}
