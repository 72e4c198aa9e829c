using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Events;

/// <summary>What an invocation is about: one of the records beside this one.</summary>
public abstract record FunctionEvent
{
    /// <summary>The event's name in logs, metrics and replies.</summary>
    public abstract string Name { get; }
}

/// <summary>CloudWatch Logs delivered a batch of a subscription.</summary>
/// <param name="Data"><c>awslogs.data</c>: base64 of gzip of JSON, in UTF-8, not looked into yet.</param>
public sealed record LogsDelivered(ReadOnlyMemory<byte> Data) : FunctionEvent
{
    public override string Name => "log-delivery";
}

/// <summary>EventBridge says that one of our commands has ended on one instance.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="CommandId">SSM's id.</param>
/// <param name="Status">SSM's word for how it ended; what counts is read from SSM itself.</param>
public sealed record CommandEnded(InstanceId Instance, string CommandId, string Status) : FunctionEvent
{
    public override string Name => "command-ended";
}

/// <summary>The schedule asks for all unfinished incidents to be looked at.</summary>
public sealed record ScheduleTicked : FunctionEvent
{
    public override string Name => "tick";
}

/// <summary>A person asks, from the console or the CLI.</summary>
/// <param name="Reading">The request, or what is wrong with it: the caller waits for an answer either way.</param>
public sealed record ManualRequested(ManualRequestResult Reading) : FunctionEvent
{
    public override string Name => "manual";
}

/// <summary>A well-formed EventBridge event that is none of our business: acknowledged, not retried.</summary>
/// <param name="Why">Such as <c>other-document</c>.</param>
public sealed record UnrelatedEvent(Reason Why) : FunctionEvent
{
    public override string Name => "unrelated";
}
