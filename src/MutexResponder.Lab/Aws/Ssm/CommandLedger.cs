using MutexResponder.Lab.Aws.Events;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>All commands sent, with the events that their endings give.</summary>
internal sealed class CommandLedger(AwsEndpointOptions options, Func<IEventSink?> events) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<CommandInvocation> _invocations = [];

    /// <summary>Those that the reading calls may show, newest first.</summary>
    public IReadOnlyList<CommandInvocation> Visible
    {
        get
        {
            lock (_gate)
            {
                return [.. Enumerable.Reverse(_invocations).Where(invocation => invocation.IsVisible)];
            }
        }
    }

    public CommandInvocation Add(SentCommand command, InstanceId instance)
    {
        var invocation = new CommandInvocation(command, instance, options.CommandVisibilityDelay, options.Time, Announce);
        lock (_gate)
        {
            _invocations.Add(invocation);
        }

        return invocation;
    }

    /// <summary>Visible or not: for CancelCommand, which knows its command at once.</summary>
    public IReadOnlyList<CommandInvocation> Of(string commandId)
    {
        lock (_gate)
        {
            return [.. _invocations.Where(invocation => invocation.Command.Id == commandId)];
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (CommandInvocation invocation in _invocations)
            {
                invocation.Dispose();
            }
        }
    }

    private void Announce(CommandInvocation invocation) => events()?.Put(new BusEvent(
        EventShapes.CommandInvocationDetailType,
        invocation.Instance,
        EventShapes.CommandInvocation(new CommandInvocationEvent(
            invocation.Command.Id,
            invocation.Command.DocumentName,
            invocation.Instance,
            invocation.Status.Status,
            invocation.Command.RequestedAt,
            options.Time.GetUtcNow(),
            options.Region,
            options.AccountId))));
}
