using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>Sends one command. SSM has no idempotency token: sending twice runs twice.</summary>
public interface ISendCommands
{
    /// <returns>The command id.</returns>
    /// <exception cref="RemoteCallException">SSM refused, or could not be reached; the command may still have been sent.</exception>
    Task<string> SendAsync(CommandRequest request, CancellationToken cancellationToken);
}

/// <summary>Reads how a command went.</summary>
public interface IReadCommands
{
    /// <summary>Never waits: reports what SSM says now.</summary>
    /// <exception cref="RemoteCallException">SSM could not answer.</exception>
    Task<CommandReport> ReadAsync(InstanceId instance, CommandKind kind, string commandId, CancellationToken cancellationToken);

    /// <summary>Finds a command whose sending was not confirmed, by its comment.</summary>
    /// <returns>Its id, or null where SSM lists none with that comment on that instance.</returns>
    /// <exception cref="RemoteCallException">SSM could not answer.</exception>
    Task<string?> FindByCommentAsync(InstanceId instance, string comment, DateTimeOffset sentAfter, CancellationToken cancellationToken);
}

/// <summary>One run of one of our documents on one instance.</summary>
/// <param name="Instance">The instance it runs on.</param>
/// <param name="Kind">The document.</param>
/// <param name="Parameters">Document parameters by name; every value has been checked against the document's allowedPattern.</param>
/// <param name="Comment">At most 100 characters; unique to this request, so that a lost reply can be found again.</param>
/// <param name="DeliveryTimeout">How long SSM may take to hand the command to the agent: 30 s at least.</param>
public sealed record CommandRequest(
    InstanceId Instance,
    CommandKind Kind,
    IReadOnlyDictionary<string, string> Parameters,
    string Comment,
    TimeSpan DeliveryTimeout);

/// <summary>What SSM knows of one command on one instance.</summary>
/// <param name="Status">The whole command's status.</param>
/// <param name="StatusDetails">SSM's own words, such as <c>Execution Timed Out</c>.</param>
/// <param name="Steps">The steps in document order; while the command runs, those that have ended.</param>
public sealed record CommandReport(CommandStatus Status, string StatusDetails, IReadOnlyList<CommandStep> Steps)
{
    /// <summary>The comment it was sent with, by which a command of ours is known; empty where SSM did not say.</summary>
    public string Comment { get; init; } = "";

    public bool HasEnded => Status is not (CommandStatus.NotListed or CommandStatus.Running);

    /// <summary>The step of that name, or null where it never ran.</summary>
    public CommandStep? Step(string name) => Steps.FirstOrDefault(step => step.Name == name);
}

/// <summary>One step (SSM: plugin) of a command that ended.</summary>
/// <param name="Name">The step's name in the document.</param>
/// <param name="Status">The step's own status.</param>
/// <param name="ExitCode">The script's exit status; -1 where it did not run.</param>
/// <param name="Stdout">Standard output: 24,000 characters at most for <c>collect</c>, 2,500 for the others.</param>
/// <param name="Stderr">Standard error, 8,000 characters at most; empty where SSM did not keep it.</param>
public sealed record CommandStep(string Name, CommandStatus Status, int ExitCode, string Stdout, string Stderr);

/// <summary>Where a command invocation stands, after the statuses of SSM Run Command.</summary>
public enum CommandStatus
{
    /// <summary>SSM does not list the invocation (yet): normal for some seconds after it was sent.</summary>
    NotListed,

    /// <summary>Pending, InProgress, Delayed or Cancelling: not ended.</summary>
    Running,

    Succeeded,
    Failed,
    TimedOut,
    Cancelled,

    /// <summary>Ended without having reached the agent: Undeliverable, Delivery Timed Out, Access Denied, Invalid Platform.</summary>
    Undelivered,
}
