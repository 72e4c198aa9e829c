namespace MutexResponder.Lambda.Events;

/// <summary>The schedule asks for all unfinished incidents to be looked at.</summary>
public sealed record ScheduleTicked : FunctionEvent
{
    public override string Name => "tick";
}
