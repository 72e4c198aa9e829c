namespace MutexResponder.Deciding;

/// <summary>Why an instance is looked at. It never decides what is done: state and evidence do.</summary>
public enum TriggerKind
{
    LogSignals,
    CommandEnded,
    Tick,
    Manual,
}
