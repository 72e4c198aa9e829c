using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Reporting.Sections;
using MutexResponder.Verification;
using MutexResponder.Wording;

namespace MutexResponder.Reporting;

/// <summary>
/// The report of one incident, from its record alone: facts, codes and quoted evidence, no words of any language but the core's
/// own sentences. All text is bounded and has no invisible characters; it is still hostile and every renderer escapes it.
/// </summary>
public sealed record IncidentReport
{
    public required IncidentId IncidentId { get; init; }

    public required InstanceId Instance { get; init; }

    public required IncidentPhase Phase { get; init; }

    /// <summary>What it was to come to: everything else is to be read in its light.</summary>
    public required IncidentGoal Goal { get; init; }

    /// <summary>Null with any other goal than a rollback.</summary>
    public required ReportRollback? Rollback { get; init; }

    public required ResponseMode Mode { get; init; }

    public required RecoveryKind Recovery { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When a waiting plan is no longer good; null where none waits.</summary>
    public required DateTimeOffset? ApprovalExpiresAt { get; init; }

    /// <summary>Why the incident stands where it stands; empty while it goes on by itself.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>What is told of it; null while it goes on by itself.</summary>
    public required Statement? Reason { get; init; }

    /// <summary>The OpsItem, empty where there is none.</summary>
    public required string HumanRecordId { get; init; }

    public required ReportSignals Signals { get; init; }

    public required ReportOutage Outage { get; init; }

    /// <summary>Null where no inspection gave usable evidence; so are <see cref="Cause"/> and <see cref="Comparison"/>.</summary>
    public required ReportEnvironment? Environment { get; init; }

    public required ReportCause? Cause { get; init; }

    public required ReportActions Actions { get; init; }

    public required ReportComparison? Comparison { get; init; }

    /// <summary>Empty where there is no evidence of both before and after a change.</summary>
    public required ImmutableArray<Check> Checks { get; init; }

    public required ReportTimes Times { get; init; }

    /// <summary>What a person should do besides.</summary>
    public required ImmutableArray<Statement> Recommendations { get; init; }

    public required ReportRequests Requests { get; init; }

    public required ReportUndo Undo { get; init; }

    /// <summary>How the server was brought onto the change that there is to take back; null where there is none.</summary>
    [JsonIgnore]
    public RecoveryKind? ChangedBy { get; init; }

    /// <summary>The machine's offset from UTC, in which its log lines are written; zero where it was not recorded.</summary>
    [JsonIgnore]
    public TimeSpan UtcOffset { get; init; }

    /// <summary>The same in seconds.</summary>
    public double UtcOffsetSeconds => UtcOffset.TotalSeconds;

    /// <summary>Pure, and never throws for any record.</summary>
    public static IncidentReport From(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        Evidence? before = incident.Seen?.Evidence;
        Evidence? after = incident.Attempt?.After?.Evidence;
        DiagnosisResult? diagnosis = before is null ? null : incident.Seen?.Diagnosis;
        ReportRollback? rollback = ReportRollback.From(incident, before, after);
        ReportUndo undo = rollback is null ? ReportUndo.From(incident) : RollbackUndo.From(incident, rollback, before, after);

        // What a recovery leaves to do is in the evidence of the outage; a rollback puts the configuration back, so there the newest counts.
        Evidence? standing = rollback is null ? before : after ?? before;
        DiagnosisResult? newest = rollback is null || after is null ? diagnosis : incident.Attempt?.After?.Diagnosis;
        return new IncidentReport
        {
            IncidentId = incident.Id,
            Instance = incident.Instance,
            Phase = incident.Phase,
            Goal = incident.Goal.Kind,
            Rollback = rollback,
            Mode = incident.Mode,
            Recovery = incident.Recovery,
            OpenedAt = incident.OpenedAt,
            ClosedAt = (incident.State as State.Ended)?.At,
            ApprovalExpiresAt = (incident.State as State.AwaitingApproval)?.ExpiresAt,
            ReasonCode = ReportText.Name(incident.ReasonCode),
            Reason = incident.Why is { } why ? ReportText.Clean(why.Told) : null,
            HumanRecordId = ReportText.Name(incident.HumanRecordId),
            Signals = ReportSignals.From(incident),
            Outage = ReportOutage.From(incident, before, after, undo.State),
            Environment = before is null ? null : ReportEnvironment.From(before, before.Block!),
            Cause = diagnosis is null ? null : ReportCause.From(diagnosis),
            Actions = ReportActions.From(incident, incident.Proposal, rollback),
            Comparison = before is null ? null : ReportComparison.From(before, after),
            Checks = before is null || after is null
                ? []
                : [.. RecoveryVerification.Of(incident, incident.Attempt, before, after).Checks.Select(c => c with { Seen = ReportText.Clean(c.Seen) })],
            Times = ReportTimes.From(incident),
            Recommendations = [.. Recommended(rollback, newest).Select(ReportText.Clean)],
            Requests = ReportRequests.From(
                incident,
                newest?.Verdict == Verdict.Remedy,
                standing is { AcceptMechanismOnDisk: MutexMechanism.SysVSem, ApacheUid: > 999 },
                undo),
            Undo = undo,
            ChangedBy = incident.LastChange?.By,
            UtcOffset = before?.UtcOffset ?? TimeSpan.Zero,
        };
    }

    /// <summary>Of a site that serves on semaphores again: when it will fail, and what to do before that.</summary>
    private static IEnumerable<Statement> Recommended(ReportRollback? rollback, DiagnosisResult? newest)
    {
        IEnumerable<Statement> first = rollback is not null && newest?.Findings.FirstOrDefault(finding => finding.Code == DiagnosisResult.AtRiskCode) is { Statement: var risk }
            ? [risk.Code == DiagnosisResult.AtRiskCode && risk.Find("risk") is { Said: [var bare] } ? bare : risk]
            : [];
        return first.Concat(newest?.Recommendations ?? []);
    }
}
