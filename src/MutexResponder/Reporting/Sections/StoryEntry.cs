using MutexResponder.Incidents;
using MutexResponder.Wording;

namespace MutexResponder.Reporting.Sections;

/// <summary>One line of the incident's story, as recorded. The function's clock.</summary>
public sealed record StoryEntry(DateTimeOffset At, IncidentPhase Phase, Statement Told);
