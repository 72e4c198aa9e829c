using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Requests;

namespace MutexResponder.Deciding;

/// <summary>Why an instance is looked at now.</summary>
public sealed record Trigger
{
    public required TriggerKind Kind { get; init; }

    /// <summary>With <see cref="TriggerKind.LogSignals"/>: the signals of the batch, in log order.</summary>
    public ImmutableArray<Signal> Signals { get; init; } = [];

    /// <summary>With <see cref="TriggerKind.CommandEnded"/>: the command that the event named.</summary>
    public string? CommandId { get; init; }

    /// <summary>With <see cref="TriggerKind.Manual"/>: the request.</summary>
    public ManualRequest? Request { get; init; }
}

/// <summary>Why an instance is looked at. It never decides what is done: state and evidence do.</summary>
public enum TriggerKind
{
    LogSignals,
    CommandEnded,
    Tick,
    Manual,
}
