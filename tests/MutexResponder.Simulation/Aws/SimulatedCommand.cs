using MutexResponder.Ports;

namespace MutexResponder.Simulation.Aws;

/// <summary>One command as SSM keeps it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Request">What was sent.</param>
/// <param name="SentAt">Virtual time.</param>
/// <param name="ListedAt">From here on SSM's lists have it.</param>
internal sealed record SimulatedCommand(string Id, CommandRequest Request, TimeSpan SentAt, TimeSpan ListedAt)
{
    public CommandStatus Status { get; set; } = CommandStatus.Running;

    public string Details { get; set; } = "In Progress";

    public List<CommandStep> Steps { get; } = [];

    public bool HasStarted { get; set; }

    public bool HasEnded => Status != CommandStatus.Running;
}
