namespace MutexResponder.Ports;

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
