using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Doubles;

/// <summary>The human record as a list of phases; can be out of order for a while.</summary>
internal sealed class ShownIncidents : IKeepHumanRecord
{
    private readonly List<IncidentPhase> _phases = [];

    public IReadOnlyList<IncidentPhase> Phases => _phases;

    /// <summary>Calls so far, failed ones included.</summary>
    public int AskCount { get; private set; }

    public bool IsUnavailable { get; set; }

    public bool IsDenied { get; set; }

    /// <summary>Called once, while the first incident is being shown.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public async Task<string?> ShowAsync(Incident incident, CancellationToken cancellationToken)
    {
        AskCount++;
        if (IsUnavailable)
        {
            throw new RemoteCallException(RemoteCallFailure.Unavailable, "OpsCenter is out of order");
        }

        if (Meanwhile is { } meanwhile)
        {
            Meanwhile = null;
            await meanwhile();
        }

        if (IsDenied)
        {
            throw new RemoteCallException(RemoteCallFailure.Denied, "AccessDeniedException: ssm:CreateOpsItem");
        }

        _phases.Add(incident.Phase);
        return "oi-000000000001";
    }
}
