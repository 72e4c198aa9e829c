using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Invariants;

/// <summary>What must hold when a machine is really changed. Whatever the records say, this is what the harm would be.</summary>
internal sealed class ChangeInvariants(World world)
{
    private readonly Dictionary<string, TimeSpan> _lastChange = [];
    private readonly HashSet<(string Comment, string What)> _done = [];
    private readonly Dictionary<InstanceId, HashSet<string>> _attempts = [];
    private readonly HashSet<(string IncidentId, string BootId)> _reboots = [];
    private readonly Dictionary<string, TimeSpan> _restarts = [];

    /// <summary>Virtual time of the last change that an incident made, repetitions left out; null where it made none.</summary>
    public TimeSpan? LastChangeAt(string incidentId) => _lastChange.TryGetValue(incidentId, out TimeSpan at) ? at : null;

    /// <summary>Remediations that really changed something on an instance.</summary>
    public int AttemptCount(InstanceId instance) => _attempts.GetValueOrDefault(instance)?.Count ?? 0;

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
    public void OnConfigChanged(Instance instance, Change change) => OnChange(instance, change, "wrote the configuration", isWhole: true);

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

    /// <summary>A refusal tells people that nothing was changed.</summary>
    public void OnRefused(Instance instance, Change change)
    {
        if (instance.Machine.StateDirectories.GetValueOrDefault(change.IncidentId) is { IsHalfDone: true })
        {
            world.Break("a step refuses only where its incident left nothing half done", change.Comment);
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

        // A machine that was inspected between its restart and Apache's start: the removal was real, if in the boot before.
        bool wasRemoved = machine.RemovedInBoot == machine.BootId || world.Evidence.Find(world.Records.Newest(machine.Id)?.Seen?.Text) is { IsRemoved: true };
        if (!wasRemoved)
        {
            world.Break("a machine is changed only where semaphores were really removed", $"{change.Comment} {what}");
        }

        if (!isWhole)
        {
            return;
        }

        if (!_attempts.TryGetValue(machine.Id, out HashSet<string>? attempts))
        {
            _attempts[machine.Id] = attempts = [];
        }

        attempts.Add(change.Comment);
        if (attempts.Count > world.Scenario.Policy.MaxRemediationsPerDay)
        {
            world.Break("no more remediations in a day than allowed", $"{change.Comment} is number {attempts.Count} on {machine.Id}");
        }
    }
}
