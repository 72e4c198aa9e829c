using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Simulation.Machines;

namespace MutexResponder.Simulation.Invariants;

/// <summary>What must hold of the records, looked at after every save.</summary>
internal sealed class RecordInvariants(World world)
{
    /// <summary>Two hosts of the function differ by no more.</summary>
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(1);

    private readonly Dictionary<InstanceId, Incident> _newest = [];
    private readonly Dictionary<IncidentId, Incident> _byIncident = [];
    private readonly HashSet<(IncidentId IncidentId, PlanDigest Plan)> _approved = [];
    private readonly HashSet<InstanceId> _rollbacksAsked = [];

    /// <summary>The newest record of each incident that there ever was, by its id.</summary>
    public IReadOnlyDictionary<IncidentId, Incident> All => _byIncident;

    public Incident? Newest(InstanceId instance) => _newest.GetValueOrDefault(instance);

    public bool HasUnfinished => _newest.Values.Any(incident => incident.IsUnfinished);

    /// <summary>A person really approved a plan that was shown, or asked for a rollback.</summary>
    public void OnAsked(ManualRequest request)
    {
        if (request.Action == ManualAction.Rollback)
        {
            _rollbacksAsked.Add(request.Instance!.Value);
        }

        if (request is { Action: ManualAction.Approve, IncidentId: { } incidentId, Plan: { } plan })
        {
            _approved.Add((incidentId, plan));
        }
    }

    /// <summary>A person asked for it, or the prevention that made the change takes it back.</summary>
    public bool MayRollBack(InstanceId instance) => _rollbacksAsked.Contains(instance) || Newest(instance)?.Goal is Goal.Rollback { Because: not null };

    public bool WasApproved(IncidentId incidentId, PlanDigest plan) => _approved.Contains((incidentId, plan));

    public void OnSaved(Incident next)
    {
        Incident? before = _newest.GetValueOrDefault(next.Instance);
        _newest[next.Instance] = next;
        _byIncident[next.Id] = next;
        if (before is not null && before.Id == next.Id && before.IsFinished && (!next.IsFinished || before.Phase != next.Phase))
        {
            world.Break("an incident that ended stays ended", $"{next.Id} went from {before.Phase} to {next.Phase}");
        }

        // Whoever asks for it, what answers no outage takes no outage's place.
        if (before is { State: State.Ended { InspectAgainAt: not null } } && before.Id != next.Id && next.Goal is not (Goal.Recover or Goal.Rollback { HasLinesWaiting: true }))
        {
            world.Break("lines that wait for their look are not forgotten with their record", $"{next.Id} took the place of {before.Id}");
        }

        if (next.Goal is Goal.Rollback { HasLinesWaiting: true } && next.State is State.Ended { InspectAgainAt: null } && before is { IsFinished: false })
        {
            world.Break("lines that wait for their look are not forgotten with their record", $"{next.Id} ended without one");
        }

        CheckSlots(next);
        if (before?.Id != next.Id && next.Goal is Goal.Prevent { IsFromSweep: true })
        {
            CheckPlaces(next);
        }

        // Begun, or about to be sent again.
        if (next is { Goal: Goal.Prevent, Phase: IncidentPhase.Remediating, Pending: { Kind: CommandKind.Remediate, RequestedAt: var at } } && before?.Pending?.RequestedAt != at)
        {
            CheckGroup(next);
        }

        bool hasJustEnded = next.IsFinished && (before is null || before.Id != next.Id || !before.IsFinished);
        if (hasJustEnded && next.Phase == IncidentPhase.Resolved)
        {
            CheckResolved(next);
        }
    }

    private void CheckSlots(Incident next)
    {
        Policy policy = world.Scenario.Policy;
        bool isLeased = next.Phase == IncidentPhase.Remediating
            && world.Queue.Now + MaxSkew < (next.Attempt!.ForcedRebootAt + policy.ForcedRebootTimeout ?? next.Attempt.OrderedAt + policy.SlotLease);
        if ((isLeased && next.HeldSlots.IsEmpty) || (next.Phase != IncidentPhase.Remediating && !next.HeldSlots.IsEmpty))
        {
            world.Break("an incident holds slots from its order to the end of its lease or of its recovery, and only then", $"{next.Id} is {next.Phase} with {next.HeldSlots.Length} slots");
        }

        foreach (string slot in next.HeldSlots)
        {
            Incident[] holders = [.. _newest.Values.Where(one => one.HeldSlots.Contains(slot))];
            int capacity = slot.EndsWith("fleet", StringComparison.Ordinal) ? world.Scenario.Rules.FleetCapacity : world.Scenario.Rules.GroupCapacity;
            if (holders.Length > capacity)
            {
                world.Break("never more in recovery than the cap", $"{holders.Length} hold {slot}, {capacity} may");
            }

            if (holders.Any(one => one.Goal is Goal.Recover) && holders.Any(one => one.Goal is Goal.Prevent))
            {
                world.Break("an outage is never made to wait for a prevention", $"both hold {slot}");
            }
        }
    }

    /// <summary>Whatever else the sweep knows: those that wait would only grow.</summary>
    private void CheckPlaces(Incident begun)
    {
        int count = _newest.Values.Count(one => !one.IsFinished && one.Goal is Goal.Prevent { IsFromSweep: true });
        if (count > world.Scenario.Rules.FleetCapacity)
        {
            world.Break("a sweep begins no more preventions than there are places", $"{begun.Id} is the {count}. of {world.Scenario.Rules.FleetCapacity}");
        }
    }

    private void CheckGroup(Incident begun)
    {
        foreach (string group in begun.HeldSlots.Where(name => name.Contains("group#", StringComparison.Ordinal)).Select(name => name[name.IndexOf("group#", StringComparison.Ordinal)..]))
        {
            if (_newest.Values.FirstOrDefault(one => one.Instance != begun.Instance && one.HeldSlots.Contains(group)) is { } other)
            {
                world.Break("a prevention begins on no member of a group while another one is in recovery", $"{begun.Id} beside {other.Id} of {group}");
            }
        }
    }

    private void CheckResolved(Incident incident)
    {
        const string Rule = "Resolved rests on evidence of recovery that was taken after the change and is true";
        if (world.Evidence.Find(incident.Attempt?.After?.Text) is not { } truth)
        {
            world.Break(Rule, $"{incident.Id}: nobody collected its evidence");
            return;
        }

        if (!truth.SiteAnswered || (!truth.RanImmune && incident.Goal is not Goal.Rollback))
        {
            world.Break(Rule, $"{incident.Id}: the site {(truth.SiteAnswered ? "answered" : "did not answer")} and its mutex {(truth.RanImmune ? "was safe" : "could be removed again")}");
        }

        if (world.Changes.LastChangeAt(incident.Id) is { } changedAt && truth.At < changedAt)
        {
            world.Break(Rule, $"{incident.Id}: evidence of {truth.At:hh\\:mm\\:ss}, change at {changedAt:hh\\:mm\\:ss}");
        }

        // Somebody started Apache between the change and the reboot, which the machine refused for it.
        bool isStartedByOthers = !truth.IsRemoved && incident.Attempt?.Step("recover") is { Status: "refused" };
        Machine machine = world.Instances[incident.Instance].Machine;
        if (incident.Goal is Goal.Recover && incident.Recovery == RecoveryKind.Reboot && !isStartedByOthers && machine.RemovedInBoot == truth.BootId && machine.RemovedAt <= truth.At)
        {
            world.Break(Rule, $"{incident.Id}: the evidence is of the boot that failed");
        }
    }
}
