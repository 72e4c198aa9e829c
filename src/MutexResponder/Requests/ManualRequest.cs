using MutexResponder.Remediation;

namespace MutexResponder.Requests;

/// <summary>One manual request, checked.</summary>
/// <param name="Action">What is asked for.</param>
/// <param name="Instance">The instance; null only for <see cref="ManualAction.Sweep"/> and <see cref="ManualAction.Fleet"/>.</param>
/// <param name="Wait">True: answer when the incident has ended or the invocation's time is nearly up.</param>
/// <param name="By">Who asks, as given in the request; null where it does not say.</param>
public sealed record ManualRequest(ManualAction Action, InstanceId? Instance, bool Wait, string? By)
{
    /// <summary>The most inspections that one sweep starts, and what it starts where the request does not say.</summary>
    public const int MaxSweepInstances = 50;

    /// <summary>With an answer: the incident whose plan is meant. With a report: the one that is wanted. Null where the request does not say.</summary>
    public IncidentId? IncidentId { get; init; }

    /// <summary>With an answer: the plan that is meant; null where the request does not say.</summary>
    public PlanDigest? Plan { get; init; }

    /// <summary>It came through the alias that only the runbooks' role may invoke.</summary>
    public bool IsFromRunbook { get; init; }

    /// <summary>No person names this instance: the function itself does, after a look of a sweep. Who asks is who asked for the sweep.</summary>
    public bool IsFromSweep { get; init; }

    /// <summary>Nobody asks: the sweep is the schedule's.</summary>
    public bool IsFromSchedule { get; init; }

    /// <summary>With a report: <c>html</c>, <c>markdown</c> or <c>json</c>.</summary>
    public string Format { get; init; } = "";

    /// <summary>With a report: the tag of its language; empty for the stack's.</summary>
    public string Lang { get; init; } = "";

    /// <summary>Answers a waiting plan.</summary>
    public bool IsAnswer => Action is ManualAction.Approve or ManualAction.Reject;

    /// <summary>With <see cref="ManualAction.Sweep"/>: inspections to start at most; the next sweep goes on from there.</summary>
    public int MaxInstances { get; init; } = MaxSweepInstances;
}
