using System.Collections.Immutable;
using MutexResponder.Clearing;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Reporting.Sections;

/// <summary>What the responder did, or would do.</summary>
/// <param name="Story">The record's timeline, oldest first.</param>
/// <param name="Plan">The steps; empty where there is no plan.</param>
/// <param name="ByHand">The same as lines for a shell on the instance, where a person is to do it; else empty.</param>
/// <param name="WasSent">The plan was sent to the instance.</param>
/// <param name="Commands">What was ordered through SSM, oldest first; empty in records of before they were kept.</param>
/// <param name="Results">The instance's own result lines.</param>
/// <param name="ApprovedBy">Who approved; empty where nobody did, or without a name.</param>
/// <param name="ApproverIsUnnamed">Somebody did, and the request names nobody.</param>
/// <param name="ApproverIsClaimed">The name is what the request says of itself; nothing proves it.</param>
public sealed record ReportActions(
    ImmutableArray<StoryEntry> Story,
    ImmutableArray<Statement> Plan,
    ImmutableArray<string> ByHand,
    bool WasSent,
    ImmutableArray<ReportCommand> Commands,
    ImmutableArray<string> Results,
    string ApprovedBy,
    bool ApproverIsUnnamed,
    bool ApproverIsClaimed)
{
    internal static ReportActions From(Incident incident, Plan? plan, ReportRollback? rollback)
    {
        Asker? asker = rollback is null ? incident.Approval?.By : incident.RequestedBy;
        return new ReportActions(
            [.. incident.Timeline.Take(Incident.MaxTimelineEntries).Select(e => new StoryEntry(e.At, e.Phase, ReportText.Clean(e.Told)))],
            rollback is null ? plan is null ? [] : [.. plan.Steps().Select(ReportText.Clean)] : OfRollback(incident, rollback),
            [.. rollback is null && plan is not null && IsForPerson(incident) && incident.Seen?.Evidence is { } evidence ? ReportText.Lines(Remediation.ByHand.Lines(plan, evidence)) : []],
            rollback?.WasSent ?? incident.HasOrdered,
            ReportCommand.From(incident),
            [.. ReportText.Lines((incident.Attempt?.Told ?? "").Split('\n').Where(line => line.Length > 0))],
            ReportText.Name(asker?.Name),
            asker is { Name: null },
            asker is { IsProven: false, Name: not null });
    }

    /// <summary>
    /// It is over, nothing was tried, and what the plan says is still to be done; also where a person said no to it, and the site may be down all the
    /// same. Not where the instance itself refused it, which has its reasons, or there is none that runs.
    /// </summary>
    private static bool IsForPerson(Incident incident) =>
        (!incident.HasOrdered && incident.State is State.Ended { Ending: Ending.Escalated, Why.Code: not (Objection.InstanceGoneCode or Objection.InstanceNotRunningCode) }
            && incident.Attempt?.Step("apply")?.Refusal is null && incident.Attempt?.Step("recover")?.Refusal is null)
        || incident.State is State.Ended { Why.Code: Because.ObservedCode or Because.RejectedCode };

    /// <summary>As it was sent; where it never was, as it would have been. Bound to nothing: the boot and the configuration are not in its steps.</summary>
    private static ImmutableArray<Statement> OfRollback(Incident incident, ReportRollback rollback) =>
        incident.Goal is Goal.Rollback { Change: var change }
            && (incident.Attempt is not null || (rollback.FoundHash.Length > 0 && rollback.FoundHash != rollback.WantedHash))
            ? Remediation.Plan.OfRollback(change, incident.Recovery).Steps()
            : [];
}

/// <summary>One line of the incident's story, as recorded. The function's clock.</summary>
public sealed record StoryEntry(DateTimeOffset At, IncidentPhase Phase, Statement Told);

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
