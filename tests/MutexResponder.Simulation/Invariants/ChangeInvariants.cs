using MutexResponder.Incidents;
using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Invariants;

/// <summary>What must hold when a machine is really changed. Whatever the records say, this is what the harm would be.</summary>
internal sealed class ChangeInvariants(World world)
{
    private readonly Dictionary<IncidentId, TimeSpan> _lastChange = [];
    private readonly HashSet<(string Comment, string What)> _done = [];
    private readonly Dictionary<(InstanceId Instance, IncidentGoal Goal), HashSet<string>> _attempts = [];
    private readonly HashSet<(IncidentId IncidentId, string BootId)> _reboots = [];
    private readonly Dictionary<string, TimeSpan> _restarts = [];
    private readonly Dictionary<(string Comment, string ExpectedHash), string> _written = [];
    private readonly HashSet<(IncidentId IncidentId, DateTimeOffset OrderedAt)> _forcedReboots = [];

    /// <summary>Virtual time of the last change that an incident made, repetitions left out; null where it made none.</summary>
    public TimeSpan? LastChangeAt(IncidentId incidentId) => _lastChange.TryGetValue(incidentId, out TimeSpan at) ? at : null;

    public void OnConfigChange(Instance instance, Change change, string hash)
    {
        LeavesRepairedAlone(instance, change);
        OnChange(instance, change, "changed the configuration", isWhole: false);
        if (hash != change.ExpectedConfigHash)
        {
            world.Break("only the configuration that was inspected is changed", $"{change.Comment} found another");
        }
    }

    /// <summary>The change of the configuration is whole. What a power cut interrupted is no remediation, but must be safe.</summary>
    public void OnConfigChanged(Instance instance, Change change)
    {
        OnChange(instance, change, "wrote the configuration", isWhole: true);
        _written[(change.Comment, change.ExpectedConfigHash)] = instance.Machine.Config.Hash;
    }

    /// <summary>Where the first one was interrupted there is no newer parent, and the second one does it to its end.</summary>
    public void OnRestart(Instance instance, Change change)
    {
        if (_restarts.TryGetValue(change.Comment, out TimeSpan first) && instance.Machine.Apache is { ParentPid: not null } apache && apache.StartedAt > first)
        {
            world.Break("an order restarts Apache once", change.Comment);
        }

        if (_restarts.TryAdd(change.Comment, world.Queue.Elapsed))
        {
            LeavesRepairedAlone(instance, change);
        }

        OnChange(instance, change, "restarted Apache", isWhole: true);
    }

    /// <summary>A refusal of the change tells people that nothing was changed; one of the rollback, that the change stays.</summary>
    public void OnRefused(Instance instance, Change change)
    {
        if (instance.Machine.StateDirectories.GetValueOrDefault(change.IncidentId) is { IsHalfDone: true })
        {
            world.Break("a step refuses only where its incident left nothing half done", change.Comment);
        }
    }

    /// <summary>A recovery begins: what comes to life by it is what was inspected, and what the step before made of it.</summary>
    public void OnRecover(Instance instance, Change change)
    {
        Configuration config = instance.Machine.Config;
        if (config.IsBroken || config.Hash != _written.GetValueOrDefault((change.Comment, change.ExpectedConfigHash), change.ExpectedConfigHash))
        {
            world.Break("a server is brought to nothing but the configuration of its order, which it can take", $"{change.Comment} found {(config.IsBroken ? "a broken one" : "another")}");
        }
    }

    /// <summary>The parent of the evidence takes its configuration anew.</summary>
    public void OnReload(Instance instance, Change change)
    {
        Machine machine = instance.Machine;
        OnChange(instance, change, "reloaded Apache", isWhole: true);
        if (machine.ParentIdentity != change.ExpectedParent || machine.Config.IsBroken)
        {
            world.Break("only the server of the evidence is reloaded, with a configuration that it can take", $"{change.Comment} found {machine.ParentIdentity}");
        }
    }

    /// <summary>EC2 is asked to reboot: no guard on the machine sees that.</summary>
    public void OnForcedReboot(Instance instance)
    {
        Machine machine = instance.Machine;
        world.Story?.Add($"  EC2 is asked to reboot {machine.Id}");
        if (world.Records.Newest(machine.Id) is not { State: State.AwaitingReboot { Attempt: var attempt } } incident)
        {
            return;
        }

        if (!_forcedReboots.Add((incident.Id, attempt.OrderedAt)))
        {
            world.Break("EC2 is asked for at most one reboot an attempt", incident.Id.ToString());
        }

        _lastChange[incident.Id] = world.Queue.Elapsed;
        if (incident.Goal is Goal.Recover && world.Evidence.Find(attempt.After?.Text) is { SiteAnswered: true } truth && truth.BootId == machine.BootId)
        {
            world.Break("EC2 reboots no server that was seen to serve", incident.Id.ToString());
        }
    }

    public void OnReboot(Instance instance, Change change)
    {
        OnChange(instance, change, "rebooted", isWhole: true);
        if (!_reboots.Add((change.IncidentId, instance.Machine.BootId)))
        {
            world.Break("at most one reboot of ours for each boot and attempt", change.Comment);
        }
    }

    /// <summary>Between the evidence and its order somebody may have started Apache, or have stopped it in order.</summary>
    private void LeavesRepairedAlone(Instance instance, Change change)
    {
        Machine machine = instance.Machine;
        if (change.Goal != IncidentGoal.Recover)
        {
            if (machine.ParentIdentity != change.ExpectedParent)
            {
                world.Break("a server that somebody repaired or stopped is left alone", $"{change.Comment} found {machine.ParentIdentity}");
            }

            return;
        }

        bool isRepaired = machine.Apache.ParentPid is not null && !machine.IsRemovedSinceStart;
        bool isStopped = machine.Apache is { ParentPid: null, PidFilePid: null, OrphanPid: null };
        if (isRepaired || isStopped)
        {
            world.Break("a server that somebody repaired or stopped is left alone", $"{change.Comment} found it {(isRepaired ? "serving" : "stopped in order")}");
        }
    }

    private void OnChange(Instance instance, Change change, string what, bool isWhole)
    {
        Machine machine = instance.Machine;
        world.Story?.Add($"  {machine.Id}: {what} for {change.Comment}");
        // A twin of the same command does the same again and nobody was told that there are two; the first one counts.
        if (_done.Add((change.Comment, what)))
        {
            _lastChange[change.IncidentId] = world.Queue.Elapsed;
        }

        if (world.Records.Newest(machine.Id) is not { HeldSlots.IsEmpty: false })
        {
            world.Break("a machine is changed only while its incident holds a slot", $"{change.Comment} {what}");
        }

        if (machine.BootId != change.ExpectedBootId)
        {
            world.Break("a machine is changed only in the boot that was inspected", $"{change.Comment} {what} in another boot");
        }

        if (change.Goal == IncidentGoal.Rollback && !world.Records.MayRollBack(machine.Id))
        {
            world.Break("a change is taken back only where a person asked for it, or its prevention is not proved", $"{change.Comment} {what}");
        }

        if (change.Goal == IncidentGoal.Prevent && !isWhole && machine.Apache.ParentPid is null)
        {
            world.Break("a prevention changes a machine only while its server lives", $"{change.Comment} {what}");
        }

        // A machine that was inspected between its restart and Apache's start: the removal was real, if in the boot before.
        bool wasRemoved = machine.RemovedInBoot == machine.BootId || world.Evidence.Find(world.Records.Newest(machine.Id)?.Seen?.Text) is { IsRemoved: true };
        if (change.Goal == IncidentGoal.Recover && !wasRemoved)
        {
            world.Break("a machine is changed only where semaphores were really removed", $"{change.Comment} {what}");
        }

        if (!isWhole || change.Goal == IncidentGoal.Rollback)
        {
            return;
        }

        if (!_attempts.TryGetValue((machine.Id, change.Goal), out HashSet<string>? attempts))
        {
            _attempts[(machine.Id, change.Goal)] = attempts = [];
        }

        attempts.Add(change.Comment);
        if (attempts.Count > world.Scenario.Policy.MaxRemediationsPerDay)
        {
            world.Break("no more remediations in a day than allowed", $"{change.Comment} is number {attempts.Count} on {machine.Id}");
        }
    }
}
