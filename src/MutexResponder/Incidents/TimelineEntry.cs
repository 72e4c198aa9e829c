using MutexResponder.Wording;

namespace MutexResponder.Incidents;

/// <summary>One line of the incident's story.</summary>
/// <param name="At">When, by the function's clock.</param>
/// <param name="Phase">The phase that began or went on.</param>
/// <param name="Told">What happened and why.</param>
public sealed record TimelineEntry(DateTimeOffset At, IncidentPhase Phase, Statement Told);
