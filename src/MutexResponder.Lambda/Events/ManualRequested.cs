using MutexResponder.Requests;

namespace MutexResponder.Lambda.Events;

/// <summary>A person asks, from the console or the CLI.</summary>
/// <param name="Reading">The request, or what is wrong with it: the caller waits for an answer either way.</param>
public sealed record ManualRequested(ManualRequestResult Reading) : FunctionEvent
{
    public override string Name => "manual";
}
