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

    /// <summary>Human records that were made.</summary>
    public int MadeCount { get; private set; }

    public bool IsUnavailable { get; set; }

    /// <summary>Somebody has deleted the human record: another one is made.</summary>
    public bool IsGone { get; set; }

    /// <summary>Called once, while the first incident is being shown.</summary>
    public Func<Task>? Meanwhile { get; set; }

    /// <summary>Called at each showing, before it counts: what happens meanwhile.</summary>
    public Func<Incident, Task> BeforeShow { get; set; } = _ => Task.CompletedTask;

    public async Task<string?> ShowAsync(Incident incident, CancellationToken cancellationToken)
    {
        AskCount++;
        await BeforeShow(incident);
        if (IsUnavailable)
        {
            throw new RemoteCallException(RemoteCallFailure.Unavailable, "OpsCenter is out of order");
        }

        if (Meanwhile is { } meanwhile)
        {
            Meanwhile = null;
            await meanwhile();
        }

        _phases.Add(incident.Phase);
        return IsGone || incident.HumanRecordId is null ? $"oi-{++MadeCount:d12}" : incident.HumanRecordId;
    }
}
