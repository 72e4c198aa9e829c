using MutexResponder.Incidents;

namespace MutexResponder.Reporting.Sections;

/// <summary>One line of the incident's story, as recorded. The function's clock.</summary>
public sealed record StoryEntry(DateTimeOffset At, IncidentPhase Phase, string Text);
