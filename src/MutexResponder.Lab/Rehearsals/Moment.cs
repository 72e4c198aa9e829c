using MutexResponder.Incidents;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>One thing that happened, for whoever watches.</summary>
/// <param name="Elapsed">Since the rehearsal started.</param>
/// <param name="Instance">Where; null for the lab itself.</param>
/// <param name="Teller">Who tells it: <c>lab</c>, <c>site</c>, <c>apache</c>, <c>logind</c>, <c>responder</c>, <c>person</c>, <c>message</c> or <c>console</c>.</param>
/// <param name="Text">What.</param>
public sealed record Moment(TimeSpan Elapsed, InstanceId? Instance, string Teller, string Text)
{
    /// <summary>What a visitor of the site sees now, such as <c>HTTP 200</c>; null where the moment is not about that.</summary>
    public string? Site { get; init; }

    /// <summary>The incident's phase from here on; null where the moment does not change it.</summary>
    public IncidentPhase? Phase { get; init; }

    /// <summary>True where the instance came up, false where it went down; null where the moment is not about that.</summary>
    public bool? CameUp { get; init; }
}
