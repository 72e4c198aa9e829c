using System.Globalization;
using MutexResponder.Ports;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Aws;

/// <summary>SSM Run Command: takes commands without idempotency, lists them late, hands them to agents, tells of their end once, maybe.</summary>
internal sealed class CommandLedger(World world)
{
    private readonly Dictionary<string, SimulatedCommand> _byId = [];
    private readonly List<SimulatedCommand> _all = [];

    public IReadOnlyList<SimulatedCommand> All => _all;

    /// <exception cref="RemoteCallException">SSM does not know the instance.</exception>
    public SimulatedCommand Send(CommandRequest request)
    {
        Instance? instance = world.Instances.GetValueOrDefault(request.Instance);
        if (world.Weather.Strikes(FaultKind.AgentLost))
        {
            instance?.LoseAgent(world.Prng.Seconds(20, 900));
        }

        if (instance is null or { IsLostToSsm: true })
        {
            throw new RemoteCallException(RemoteCallFailure.AgentSilent, "InvalidInstanceId: the instance is not in a valid state.");
        }

        TimeSpan lag = world.Weather.Strikes(FaultKind.ListingLag) ? world.Prng.Seconds(5, world.Scenario.MaxListingLagSeconds) : world.Prng.Seconds(0.1, 1);
        string id = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{_all.Count + 1:d12}");
        var command = new SimulatedCommand(id, request, world.Queue.Elapsed, world.Queue.Elapsed + lag);
        _all.Add(command);
        _byId[id] = command;
        world.Story?.Add($"  SSM takes {id[^4..]}: {request.Comment}");
        if (world.Weather.Strikes(FaultKind.Undeliverable))
        {
            world.Queue.After(world.Prng.Seconds(1, 10), () => End(command, CommandStatus.Undelivered, "Undeliverable"));
            return command;
        }

        world.Queue.AfterInBackground(request.DeliveryTimeout, () =>
        {
            if (!command.HasStarted)
            {
                End(command, CommandStatus.Undelivered, "Delivery Timed Out");
            }
        });
        instance.Hand(command);
        return command;
    }

    public CommandReport Read(string commandId)
    {
        SimulatedCommand? command = _byId.GetValueOrDefault(commandId);
        return command is null || command.ListedAt > world.Queue.Elapsed
            ? new CommandReport(CommandStatus.NotListed, "", [])
            : new CommandReport(command.Status, command.Details, command.HasEnded ? [.. command.Steps] : []) { Comment = command.Request.Comment };
    }

    public string? FindByComment(InstanceId instance, string comment, DateTimeOffset sentAfter) => _all
        .Find(c => c.Request.Instance == instance && c.Request.Comment == comment && c.ListedAt <= world.Queue.Elapsed && Time.EventQueue.Start + c.SentAt >= sentAfter)
        ?.Id;

    public void End(SimulatedCommand command, CommandStatus status, string details, TimeSpan after = default)
    {
        if (command.HasEnded)
        {
            return;
        }

        if (after > TimeSpan.Zero)
        {
            world.Queue.After(after, () => End(command, status, details));
            return;
        }

        command.Status = status;
        command.Details = details;
        world.Story?.Add($"  SSM {command.Id[^4..]} is {details}");
        world.Bus.CommandEnded(command.Request.Instance, command.Id);
    }
}
