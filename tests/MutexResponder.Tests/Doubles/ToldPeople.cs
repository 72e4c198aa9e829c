using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Doubles;

/// <summary>What people were told, as a list of phases; once each, as the record says.</summary>
/// <param name="untold">Phases that nobody need know of.</param>
internal sealed class ToldPeople(params IncidentPhase[] untold) : ITellPeople
{
    private readonly List<IncidentPhase> _phases = [];

    public IReadOnlyList<IncidentPhase> Phases => _phases;

    public bool IsUnavailable { get; set; }

    public Task<string?> TellAsync(Incident incident, CancellationToken cancellationToken)
    {
        string state = incident.Phase.ToString();
        if (untold.Contains(incident.Phase) || state == incident.ToldOf)
        {
            return Task.FromResult<string?>(null);
        }

        if (IsUnavailable)
        {
            throw OutOfOrder();
        }

        _phases.Add(incident.Phase);
        return Task.FromResult<string?>(state);
    }

    public Task TellOfStormAsync(CancellationToken cancellationToken) => IsUnavailable ? Task.FromException(OutOfOrder()) : Task.CompletedTask;

    private static RemoteCallException OutOfOrder() => new(RemoteCallFailure.Unavailable, "SNS is out of order");
}
