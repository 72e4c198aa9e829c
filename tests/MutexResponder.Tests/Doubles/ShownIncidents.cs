using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Doubles;

/// <summary>The human record as a list of phases; can be out of order for a while.</summary>
internal sealed class ShownIncidents : IKeepHumanRecord
{
    private readonly List<IncidentPhase> _phases = [];

    public IReadOnlyList<IncidentPhase> Phases => _phases;

    public bool IsUnavailable { get; set; }

    /// <summary>Called at each showing, before it counts: what happens meanwhile.</summary>
    public Func<Incident, Task> BeforeShow { get; set; } = _ => Task.CompletedTask;

    public async Task<string?> ShowAsync(Incident incident, CancellationToken cancellationToken)
    {
        await BeforeShow(incident);
        if (IsUnavailable)
        {
            throw new RemoteCallException(RemoteCallFailure.Unavailable, "OpsCenter is out of order");
        }

        _phases.Add(incident.Phase);
        return "oi-000000000001";
    }
}
