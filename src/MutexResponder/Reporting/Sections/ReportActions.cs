using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Reporting.Sections;

/// <summary>What the responder did, or would do.</summary>
/// <param name="Story">The record's timeline, oldest first.</param>
/// <param name="Plan">The steps; empty where there is no plan.</param>
/// <param name="WasSent">The plan was sent to the instance.</param>
/// <param name="Commands">What was ordered through SSM, oldest first; empty in records of before they were kept.</param>
/// <param name="Results">The instance's own result lines.</param>
/// <param name="ApprovedBy">Who approved; empty where nobody was asked.</param>
/// <param name="ApproverIsClaimed">The name is what the request says of itself; nothing proves it.</param>
public sealed record ReportActions(
    ImmutableArray<StoryEntry> Story,
    ImmutableArray<Statement> Plan,
    bool WasSent,
    ImmutableArray<ReportCommand> Commands,
    ImmutableArray<string> Results,
    string ApprovedBy,
    bool ApproverIsClaimed)
{
    internal static ReportActions From(Incident incident, Plan? plan, ReportRollback? rollback)
    {
        Asker? asker = rollback is null ? incident.Approval?.By : incident.RequestedBy;
        return new ReportActions(
            [.. incident.Timeline.Take(Incident.MaxTimelineEntries).Select(e => new StoryEntry(e.At, e.Phase, ReportText.Clean(e.Told)))],
            rollback is null ? plan is null ? [] : [.. plan.Steps().Select(ReportText.Clean)] : OfRollback(incident, rollback),
            rollback?.WasSent ?? incident.RemediationsStarted.Concat(incident.PreventionsStarted).Any(at => at >= incident.OpenedAt),
            ReportCommand.From(incident),
            [.. ReportText.Lines((incident.Attempt?.Told ?? "").Split('\n').Where(line => line.Length > 0))],
            ReportText.Name(asker?.ToString()),
            asker is { IsProven: false, Name: not null });
    }

    /// <summary>As it was sent; where it never was, as it would have been. Bound to nothing: the boot and the configuration are not in its steps.</summary>
    private static ImmutableArray<Statement> OfRollback(Incident incident, ReportRollback rollback) =>
        incident.Goal is Goal.Rollback { Change: var change }
            && (incident.Attempt is not null || (rollback.FoundHash.Length > 0 && rollback.FoundHash != rollback.WantedHash))
            ? [.. Remediation.Plan.OfRollback(change with { IncidentId = rollback.ChangeIncidentId }, incident.Recovery).Steps().Select(ReportText.Clean)]
            : [];
}
