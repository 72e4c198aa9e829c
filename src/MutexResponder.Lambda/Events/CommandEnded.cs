namespace MutexResponder.Lambda.Events;

/// <summary>EventBridge says that one of our commands has ended on one instance.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="CommandId">SSM's id.</param>
/// <param name="Status">SSM's word for how it ended; what counts is read from SSM itself.</param>
public sealed record CommandEnded(InstanceId Instance, string CommandId, string Status) : FunctionEvent
{
    public override string Name => "command-ended";
}
