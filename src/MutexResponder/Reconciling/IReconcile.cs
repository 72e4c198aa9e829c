using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Reconciling;

/// <summary>Brings one instance's incident one step further. Calling it again, or twice at once, changes nothing.</summary>
public interface IReconcile
{
    /// <exception cref="Ports.RemoteCallException">AWS could not answer; the same call may be made again.</exception>
    Task<ReconcileResult> ReconcileAsync(InstanceId instance, Trigger trigger, CancellationToken cancellationToken);
}

/// <summary>Where an instance stands after one reconcile.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="IncidentId">Its newest incident, null where it never had one.</param>
/// <param name="Phase">The incident's phase, null where there is none.</param>
/// <param name="ReasonCode">The incident's reason code, or the code of a refusal.</param>
/// <param name="Told">What is said of it.</param>
public sealed record ReconcileResult(
    InstanceId Instance,
    IncidentId? IncidentId,
    IncidentPhase? Phase,
    string? ReasonCode,
    Statement Told)
{
    /// <summary>When that incident was opened, null where there is none.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>What that incident is to come to.</summary>
    public IncidentGoal Goal { get; init; }

    /// <summary>People could not be shown what has been there since then; null where they were.</summary>
    public DateTimeOffset? UnshownSince { get; init; }

    /// <summary>The plan that waits for an answer; null where none does.</summary>
    public PlanDigest? Plan { get; init; }

    /// <summary>The whole record; set only where the status was asked for.</summary>
    public Incident? Record { get; init; }

    /// <summary>The newest look at the instance, where the incident has ended by this very call; else null.</summary>
    public Look? EndedOn { get; init; }

    /// <summary>The request was not followed; <see cref="ReasonCode"/> and <see cref="Told"/> say why.</summary>
    public bool IsRefusal { get; init; }

    public bool IsOpen => Phase is IncidentPhase.Inspecting or IncidentPhase.AwaitingApproval or IncidentPhase.Remediating;
}
