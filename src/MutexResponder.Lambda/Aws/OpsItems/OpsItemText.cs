using System.Globalization;
using System.Text;
using MutexResponder.Incidents;
using MutexResponder.Incidents.Deciding;
using MutexResponder.Inspection;
using MutexResponder.Reporting;

namespace MutexResponder.Lambda.Aws.OpsItems;

/// <summary>An incident in the words of an OpsItem: title, description in Markdown, and data beside it.</summary>
public static class OpsItemText
{
    /// <summary>Of the SSM API Reference, CreateOpsItem.</summary>
    public const int MaxTitleChars = 1024;

    /// <summary>Of the SSM API Reference, CreateOpsItem.</summary>
    public const int MaxDescriptionChars = 2048;

    private const int MaxReasonChars = 640;
    private const int MaxPlanStepChars = 160;
    private const int MaxTimelineChars = 200;

    /// <summary>No text of the machine: only words of ours.</summary>
    public static string Title(Incident incident)
    {
        string subject = incident.Goal == IncidentGoal.Rollback ? "Rollback of the Apache mutex change" : "Apache accept mutex";
        string title = $"{subject} on {incident.Instance}: {Standing(incident)}";
        return title.Length <= MaxTitleChars ? title : title[..MaxTitleChars];
    }

    /// <summary>What stands and why, the plan, and as much of the newest timeline as there is room for.</summary>
    public static string Description(Incident incident)
    {
        StringBuilder text = new(MaxDescriptionChars);
        text.Append(CultureInfo.InvariantCulture, $"**{incident.Phase}** {MarkdownText.Line(incident.Reason ?? NewestNote(incident), MaxReasonChars)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Incident `{incident.Id}`, mode {incident.Mode}, opened {incident.OpenedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.\n");
        if (incident.ApprovedBy is { } approver)
        {
            string claim = approver is { IsProven: false, Name: not null } ? " (as the request says; not proven)" : "";
            text.Append(CultureInfo.InvariantCulture, $"Approved by {MarkdownText.Line(approver.ToString(), MaxTimelineChars)}{claim}.\n");
        }

        if (incident is { Phase: IncidentPhase.AwaitingApproval, Proposal: { } proposal })
        {
            AppendIfRoom(text, string.Create(CultureInfo.InvariantCulture, $"""

                This is plan `{proposal.Digest}`. Start a runbook of this item, or paste one of these:

                    InstanceId={incident.Instance},IncidentId={incident.Id},Plan={proposal.Digest}
                    {Answers.Text(incident, "approve")}
                    {Answers.Text(incident, "reject")}

                """));
        }

        if (!incident.Plan.IsEmpty)
        {
            text.Append("\n**Plan**\n\n");
            foreach (string step in incident.Plan)
            {
                AppendIfRoom(text, $"1. {MarkdownText.Line(step, MaxPlanStepChars)}\n");
            }
        }

        return AppendTimeline(text, incident).ToString();
    }

    /// <summary>The report's summary in the language of the reports, and what it rests on; a key without a value is left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Data(Incident incident, ReportLanguage language)
    {
        (string Key, string? Value)[] data =
        [
            ("summary", ReportSummary.Brief(IncidentReport.From(incident), language)),
            ("incident", incident.Id),
            ("phase", incident.Phase.ToString()),
            ("reason-code", incident.ReasonCode),
            ("reason", incident.Reason),
            ("plan", string.Join('\n', incident.Plan)),
            ("timeline", string.Join('\n', incident.Timeline.Select(InWords))),
            ("log-lines", string.Join('\n', incident.Signals.Select(signal => signal.Line))),
            ("change-log", incident.ChangeLog),
            ("ipcs-before", Ipcs(incident.EvidenceBefore)),
            ("ipcs-after", Ipcs(incident.EvidenceAfter)),
        ];
        return data.Select(pair => (pair.Key, Value: DataText.Of(pair.Value))).Where(pair => pair.Value is not null)
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value!));
    }

    private static string Standing(Incident incident) => incident.Phase switch
    {
        IncidentPhase.Inspecting => "being inspected",
        IncidentPhase.AwaitingApproval => "a plan waits for approval",
        IncidentPhase.Remediating => "being recovered",
        IncidentPhase.Resolved => "recovery verified",
        IncidentPhase.NoAction => "ended without a change",
        _ => "needs a person",
    };

    private static StringBuilder AppendTimeline(StringBuilder text, Incident incident)
    {
        const string Heading = "\n**Timeline (UTC)**\n\n";
        Stack<string> newest = [];
        int room = MaxDescriptionChars - text.Length - Heading.Length;
        foreach (TimelineEntry entry in incident.Timeline.Reverse())
        {
            string line = string.Create(CultureInfo.InvariantCulture, $"- {entry.At.UtcDateTime:HH:mm:ss} {MarkdownText.Line(entry.Text, MaxTimelineChars)}\n");
            room -= line.Length;
            if (room < 0)
            {
                break;
            }

            newest.Push(line);
        }

        return newest.Count == 0 ? text : text.Append(Heading).AppendJoin("", newest);
    }

    private static void AppendIfRoom(StringBuilder text, string line)
    {
        if (text.Length + line.Length <= MaxDescriptionChars)
        {
            text.Append(line);
        }
    }

    private static string NewestNote(Incident incident) => incident.Timeline.IsEmpty ? "" : incident.Timeline[^1].Text;

    private static string InWords(TimelineEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} {entry.Phase}: {entry.Text}");

    private static string? Ipcs(string? evidence) =>
        evidence is not null && EvidenceReader.Read(evidence).Evidence is { } read ? read.IpcsText : null;
}
