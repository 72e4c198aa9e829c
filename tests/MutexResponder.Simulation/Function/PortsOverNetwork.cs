using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Simulation.Faults;
using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Function;

/// <summary>SSM, EC2 and the human record as one invocation reaches them.</summary>
internal sealed class PortsOverNetwork(World world, Invocation invocation, CallGate gate) : ISendCommands, IReadCommands, IFindInstances, IKeepHumanRecord, IRebootInstances, IPageInstances, IKeepFleetRecord
{
    public Task<string> SendAsync(CommandRequest request, CancellationToken cancellationToken) => gate.CallAsync(PortOperation.SendCommand, () =>
    {
        world.Sends.OnSend(invocation, request);
        return world.Commands.Send(request).Id;
    });

    public Task<CommandReport> ReadAsync(InstanceId instance, CommandKind kind, string commandId, CancellationToken cancellationToken) =>
        gate.CallAsync(PortOperation.ReadCommand, () => world.Commands.Read(commandId));

    public Task<string?> FindByCommentAsync(InstanceId instance, string comment, DateTimeOffset sentAfter, CancellationToken cancellationToken) =>
        gate.CallAsync(PortOperation.FindCommandByComment, () =>
        {
            invocation.Lookups[comment] = world.Queue.Elapsed;
            return world.Commands.FindByComment(instance, comment, sentAfter);
        });

    public Task<InstanceFacts?> FindAsync(InstanceId instance, CancellationToken cancellationToken) => gate.CallAsync(PortOperation.FindInstance, () =>
    {
        if (!world.Instances.TryGetValue(instance, out Instance? found))
        {
            return null;
        }

        invocation.Clearances[instance] = (world.Queue.Elapsed, world.ObjectionTo(found.Machine));
        return new InstanceFacts(instance, found.Machine.State, new Dictionary<string, string>(found.Machine.Tags) { [World.SwitchTag] = world.IsSwitchThrown ? "thrown" : "" });
    });

    public Task RebootAsync(InstanceId instance, CancellationToken cancellationToken) => gate.CallAsync(PortOperation.RebootInstance, () =>
    {
        world.Changes.OnForcedReboot(world.Instances[instance]);
        world.Instances[instance].RebootByEc2();
        return true;
    });

    public Task<(IReadOnlyList<InstanceId> Instances, string? Next)> ListPageAsync(string key, string value, string? token, CancellationToken cancellationToken) =>
        gate.CallAsync<(IReadOnlyList<InstanceId>, string?)>(PortOperation.PageInstances, () =>
            ([.. world.Instances.Values.Select(one => one.Machine).Where(one => one.State == "running" && one.Tags.GetValueOrDefault(key) == value).Select(one => one.Id)], null));

    /// <summary>The fleet's own item: nobody reads it here.</summary>
    public Task<string?> ShowAsync(FleetTally tally, string? id, bool isNew, CancellationToken cancellationToken) =>
        gate.CallAsync(PortOperation.ShowFleet, () => tally.AtRiskCount == 0 ? null : "oi-fleet");

    public Task<string?> ShowAsync(Incident incident, CancellationToken cancellationToken)
    {
        if (incident.IsFinished)
        {
            world.Humans.Tried.Add(incident.Id);
        }

        return gate.CallAsync<string?>(PortOperation.ShowIncident, () =>
        {
            world.Story?.Add($"  people are shown {incident.Id[..19]}…: {incident.Phase}");
            return world.Humans.Show(invocation, incident, world.Queue.Elapsed);
        });
    }
}
