using MutexResponder.Incidents;
using MutexResponder.Simulation.Function;

namespace MutexResponder.Simulation.Aws;

/// <summary>The place where people look: one item an incident, showing what was written last.</summary>
internal sealed class HumanRecords
{
    private readonly Dictionary<string, List<IncidentPhase>> _shown = [];

    public IReadOnlyDictionary<string, List<IncidentPhase>> Shown => _shown;

    /// <summary>Who wrote last and when, by incident id.</summary>
    public Dictionary<string, (Invocation Writer, TimeSpan At)> LastWriters { get; } = [];

    /// <summary>Incidents whose end somebody at least tried to show.</summary>
    public HashSet<string> Tried { get; } = [];

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

        return "oi-" + incident.Id;
    }
}
