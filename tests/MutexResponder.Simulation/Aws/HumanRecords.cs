using MutexResponder.Incidents;

namespace MutexResponder.Simulation.Aws;

/// <summary>The place where people look: one item an incident, showing what was written last.</summary>
internal sealed class HumanRecords
{
    private readonly Dictionary<string, List<IncidentPhase>> _shown = [];

    public IReadOnlyDictionary<string, List<IncidentPhase>> Shown => _shown;

    public string Show(Incident incident)
    {
        if (!_shown.TryGetValue(incident.Id, out List<IncidentPhase>? phases))
        {
            _shown[incident.Id] = phases = [];
        }

        if (phases.Count == 0 || phases[^1] != incident.Phase)
        {
            phases.Add(incident.Phase);
        }

        return "oi-" + incident.Id;
    }
}
