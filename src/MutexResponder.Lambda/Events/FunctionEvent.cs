namespace MutexResponder.Lambda.Events;

/// <summary>What an invocation is about: one of the records beside this one.</summary>
public abstract record FunctionEvent
{
    /// <summary>The event's name in logs, metrics and replies.</summary>
    public abstract string Name { get; }
}
