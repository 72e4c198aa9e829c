using System.Collections.Immutable;
using MutexResponder.Incidents;

namespace MutexResponder.Reporting.Sections;

/// <summary>One command that was ordered through SSM.</summary>
/// <param name="Kind">Which document it runs.</param>
/// <param name="At">When it was ordered, by the function's clock.</param>
/// <param name="CommandId">SSM's id of it; empty where SSM never confirmed that it was sent.</param>
/// <param name="Comment">Its comment in SSM.</param>
public sealed record ReportCommand(CommandKind Kind, DateTimeOffset At, string CommandId, string Comment)
{
    internal static ImmutableArray<ReportCommand> From(Incident incident)
    {
        IEnumerable<SentCommand> pending = incident.Pending is { } p ? [new SentCommand(p.Kind, p.Comment, p.RequestedAt, p.CommandId)] : [];
        return [.. incident.Commands.Take(Incident.MaxCommands).Concat(pending).Select(c => new ReportCommand(c.Kind, c.RequestedAt, ReportText.Name(c.CommandId), ReportText.Name(c.Comment)))];
    }
}
