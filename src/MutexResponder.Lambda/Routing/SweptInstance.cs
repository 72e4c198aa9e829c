using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Reconciling;

namespace MutexResponder.Lambda.Routing;

/// <summary>One instance of a sweep.</summary>
/// <param name="Result">Where it stands.</param>
internal sealed record SweptInstance(ReconcileResult Result)
{
    /// <summary>This sweep asked for its inspection.</summary>
    public bool WasStarted { get; init; }

    /// <summary>Neither inspected lately nor started: the sweep's bound was reached first.</summary>
    public bool WasLeft { get; init; }

    /// <summary>It could not be looked at; the result's reason says why.</summary>
    public bool HasFailed { get; init; }

    /// <summary>Something is running that will end without a person.</summary>
    public bool IsUnderWay => Result.Phase is IncidentPhase.Inspecting or IncidentPhase.Remediating;
}
