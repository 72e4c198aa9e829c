using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Remediation;
using MutexResponder.Simulation.Function;
using MutexResponder.Simulation.Machines;
using MutexResponder.Simulation.Time;

namespace MutexResponder.Simulation.Invariants;

/// <summary>What must hold once everything has come to rest.</summary>
internal sealed class EndInvariants(World world)
{
    public void Check()
    {
        foreach (Incident incident in world.Records.All.Values)
        {
            CheckReport(incident);
        }

        foreach (Instance instance in world.Instances.Values)
        {
            CheckConfiguration(instance);
            CheckNobodyForgotten(instance);
            CheckStillServes(instance);
        }

        CheckSlots();
    }

    private void CheckReport(Incident incident)
    {
        const string Rule = "each incident ends with exactly one final report";
        List<IncidentPhase> shown = world.Humans.Shown.GetValueOrDefault(incident.Id) ?? [];
        int finalCount = shown.Where(phase => phase is IncidentPhase.Resolved or IncidentPhase.NoAction or IncidentPhase.Escalated).Distinct().Count();
        if (!incident.IsFinished)
        {
            world.Break("every incident ends", $"{incident.Id} was left {incident.Phase}");
        }
        else if (finalCount > 1 || ((shown.Count == 0 || shown[^1] != incident.Phase) && !IsExcused(incident, finalCount)))
        {
            world.Break(Rule, $"{incident.Id} ended {incident.Phase} ({incident.ReasonCode}), people saw: {string.Join(", ", shown)}");
        }
    }

    /// <summary>
    /// Two faults together that the responder does not stop for. An older phase was shown too late, and who did it notices
    /// and mends that, unless it is killed or cut off right then or the next incident has taken the record. Or the end
    /// could not be shown when the next incident of the instance began: it was tried, and the response goes before the report.
    /// </summary>
    private bool IsExcused(Incident incident, int finalCount)
    {
        bool isReplaced = world.Records.Newest(incident.Instance)?.Id != incident.Id;
        if (finalCount == 1)
        {
            (Invocation writer, TimeSpan at) = world.Humans.LastWriters[incident.Id];
            return isReplaced || writer.WasKilled || writer.FailedAt >= at;
        }

        return isReplaced && world.Humans.Tried.Contains(incident.Id);
    }

    private void CheckConfiguration(Instance instance)
    {
        if (instance.Machine.Config.Fix == FixState.Half && !instance.WasStoppedWhileChanging)
        {
            world.Break("the configuration is as before or fixed, never half", instance.Machine.Id.ToString());
        }

        if (instance.Machine.Config is { Fix: FixState.Full, OverridesDefault: true, FixedByHand: false } && !instance.WasStoppedWhileChanging)
        {
            world.Break("a change without effect is taken back", instance.Machine.Id.ToString());
        }
    }

    /// <summary>A site that a removal keeps down, and whose lines were delivered, has at least been told to a person.</summary>
    private void CheckNobodyForgotten(Instance instance)
    {
        Machine machine = instance.Machine;
        if (machine.DownByRemovalSince is not { } since || instance.LostSignals || instance.NewestSignalHandled is not { } handled || handled < since)
        {
            return;
        }

        Incident? last = world.Records.Newest(machine.Id);
        bool isTold = last?.ReasonCode == "rejected" || IsTold(machine, since);
        if (!isTold)
        {
            world.Break("no outage is forgotten: it is recovered, or a person is told", $"{machine.Id} is down since {since:hh\\:mm\\:ss}, its last incident is {last?.Phase.ToString() ?? "none"} ({last?.ReasonCode})");
        }

        if (world.Scenario.MustRecover)
        {
            world.Break("an incident that meets no lasting fault is resolved", $"{machine.Id} is down, its last incident is {last?.Phase.ToString() ?? "none"} ({last?.ReasonCode}: {last?.Why})");
        }
    }

    /// <summary>Of what happened then, or later, a person was told; a prevention or an inspection by hand may have ended since.</summary>
    private bool IsTold(Machine machine, TimeSpan since) => world.Records.All.Values.Any(incident =>
        incident.Instance == machine.Id && incident.State is State.Ended { Ending: Ending.Escalated, At: var at } && at - EventQueue.Start >= since - TimeSpan.FromSeconds(10));

    /// <summary>We may have taken a site down that answered, for a moment; if it did not come back, somebody else has seen to that, or a person was told.</summary>
    private void CheckStillServes(Instance instance)
    {
        Machine machine = instance.Machine;
        if (world.Scenario.MustBeImmune is { } isImmune && (!machine.SiteAnswers || machine.Apache.RunsImmune != isImmune))
        {
            world.Break("a usual course ends as it is meant to", $"{machine.Id} {(machine.SiteAnswers ? "serves" : "is down")}, its mutex {(machine.Apache.RunsImmune ? "safe" : "removable")}");
        }

        bool isExcused = machine.Config.IsBroken || instance.IsHung || machine.State != "running" || IsTold(machine, TimeSpan.Zero);
        if (!machine.SiteAnswers && !isExcused && machine.LostBy?.StartsWith("our", StringComparison.Ordinal) == true)
        {
            world.Break("no instance that served before is down because of us", $"{machine.Id} answered until {machine.LostBy}");
        }
    }

    /// <summary>All slots can be had again: none leaked.</summary>
    private void CheckSlots()
    {
        IIncidentStore store = world.StoreAtRest();
        for (int i = 0; i < world.Scenario.Rules.FleetCapacity; i++)
        {
            InstanceId probe = InstanceId.Parse($"i-{0xf000_0000_0000_000 + i:x17}");
            var incident = new Incident
            {
                Instance = probe,
                Id = $"mr-20261124T060000Z-{probe}",
                Version = 1,
                Goal = new Goal.Recover(),
                State = new State.WaitingForSlot(world.Queue.Now),
                Mode = ResponseMode.Remediate,
                Recovery = RecoveryKind.Reboot,
                OpenedAt = world.Queue.Now,
            };
            var take = new SlotChange { Take = ImmutableArray.Create(new SlotRequest("fleet", world.Scenario.Rules.FleetCapacity)) };
            if (store.TrySaveAsync(incident, 0, take, CancellationToken.None).GetAwaiter().GetResult() != SaveOutcome.Saved)
            {
                world.Break("no slot leaks", $"{i} of {world.Scenario.Rules.FleetCapacity} slots are free when nothing is in recovery");
            }
        }
    }
}
