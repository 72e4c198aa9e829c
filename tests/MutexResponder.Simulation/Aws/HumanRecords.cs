using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Simulation.Function;

namespace MutexResponder.Simulation.Aws;

/// <summary>The place where people look: one item an incident, showing what was written last.</summary>
internal sealed class HumanRecords
{
    private readonly Dictionary<IncidentId, List<IncidentPhase>> _shown = [];

    public IReadOnlyDictionary<IncidentId, List<IncidentPhase>> Shown => _shown;

    /// <summary>The waiting plans that people were shown, oldest first, by instance.</summary>
    private readonly Dictionary<InstanceId, List<(IncidentId IncidentId, PlanDigest Plan)>> _plans = [];

    /// <summary>Which of the plans shown so far a person answers, 0 being the newest; null where none was shown.</summary>
    public (IncidentId IncidentId, PlanDigest Plan)? Read(InstanceId instance, int age) =>
        _plans.TryGetValue(instance, out List<(IncidentId IncidentId, PlanDigest Plan)>? plans) ? plans[Math.Max(0, plans.Count - 1 - age)] : null;

    /// <summary>Who wrote last and when, by incident id.</summary>
    public Dictionary<IncidentId, (Invocation Writer, TimeSpan At)> LastWriters { get; } = [];

    /// <summary>Incidents whose end somebody at least tried to show.</summary>
    public HashSet<IncidentId> Tried { get; } = [];

    public string Show(Invocation writer, Incident incident, TimeSpan at)
    {
        LastWriters[incident.Id] = (writer, at);
        if (!_shown.TryGetValue(incident.Id, out List<IncidentPhase>? phases))
        {
            _shown[incident.Id] = phases = [];
        }

        if (phases.Count == 0 || phases[^1] != incident.Phase)
        {
            phases.Add(incident.Phase);
        }

        if (incident is { State: State.AwaitingApproval, Proposal: { } proposal })
        {
            (_plans.TryGetValue(incident.Instance, out List<(IncidentId IncidentId, PlanDigest Plan)>? plans) ? plans : _plans[incident.Instance] = []).Add((incident.Id, proposal.Digest));
        }

        return "oi-" + incident.Id;
    }
}
