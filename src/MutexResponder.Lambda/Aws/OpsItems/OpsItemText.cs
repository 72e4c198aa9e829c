using System.Globalization;
using System.Text;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Reporting;
using MutexResponder.Reporting.Sections;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Aws.OpsItems;

/// <summary>
/// An incident as an OpsItem: the one text for people as title and description, and data beside it. The description is Markdown: the API
/// Reference asks for it, and OpsCenter's console shows most of it (Systems Manager User Guide, "Editing an OpsItem").
/// </summary>
public static class OpsItemText
{
    /// <summary>Of the SSM API Reference, CreateOpsItem.</summary>
    public const int MaxTitleChars = 1024;

    /// <summary>Of the SSM API Reference, CreateOpsItem.</summary>
    public const int MaxDescriptionChars = 2048;

    /// <summary>No text of the machine: only words of ours.</summary>
    public static string Title(IncidentReport report, ReportLanguage language) => ReportSummary.OneLine(report, language);

    /// <summary>The text for people, the most needed first; whole lines.</summary>
    /// <param name="report">The incident.</param>
    /// <param name="language">The stack's.</param>
    /// <param name="answers">While a plan waits: commands that answer it, as <c>approve</c> and <c>reject</c>, in the order of the requests; empty for none.</param>
    public static string Description(IncidentReport report, ReportLanguage language, IReadOnlyList<string> answers)
    {
        StringBuilder text = new(MaxDescriptionChars);
        SummaryLineKind? last = null;
        int answered = 0;
        foreach (SummaryLine line in ReportSummary.Lines(report, language))
        {
            SummaryLine shown = line.Kind == SummaryLineKind.Copy && report.Phase == IncidentPhase.AwaitingApproval && answered < answers.Count
                ? line with { Text = answers[answered++] }
                : line;
            string markdown = InMarkdown(shown, last);
            if (text.Length + markdown.Length > MaxDescriptionChars)
            {
                break;
            }

            text.Append(markdown);
            last = line.Kind;
        }

        return text.ToString();
    }

    /// <summary>How much it presses: 1 is critical, 4 is low (Systems Manager User Guide, "Editing an OpsItem").</summary>
    public static string Severity(IncidentReport report) => (report.Phase, report.Outage.Newest) switch
    {
        (IncidentPhase.NoAction, SiteState.Down or SiteState.PortIsSilent) => "2",
        (IncidentPhase.Resolved or IncidentPhase.NoAction, _) => "4",
        (IncidentPhase.Inspecting or IncidentPhase.Remediating, _) => "2",
        (_, SiteState.Answers) => "3",
        _ => "1",
    };

    /// <summary>Recovery where the site is up again or something is taken back, Security where a line looks forged, else Availability.</summary>
    public static string Category(IncidentReport report) => report switch
    {
        { ReasonCode: "not-corroborated" } => "Security",
        { Rollback: not null } or { Phase: IncidentPhase.Resolved } => "Recovery",
        _ => "Availability",
    };

    /// <summary>What the text rests on; a key without a value is left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Data(Incident incident, ReportLanguage language)
    {
        (string Key, string? Value)[] data =
        [
            ("incident", incident.Id.ToString()),
            ("phase", incident.Phase.ToString()),
            ("reason-code", incident.ReasonCode),
            ("reason", incident.Why is { } why ? language.Words.Say(why.Told) : null),
            ("plan", string.Join('\n', incident.PlanSteps().Select(language.Words.Say))),
            ("timeline", string.Join('\n', incident.Timeline.Select(entry => InWords(entry, language.Words)))),
            ("log-lines", string.Join('\n', incident.Signals.Select(signal => signal.Line))),
            ("change-log", incident.Attempt?.Told),
            ("ipcs-before", incident.Seen?.Evidence?.IpcsText),
            ("ipcs-after", incident.Attempt?.After?.Evidence?.IpcsText),
        ];
        return data.Select(pair => (pair.Key, Value: DataText.Of(pair.Value))).Where(pair => pair.Value is not null)
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value!));
    }

    private static string InMarkdown(SummaryLine line, SummaryLineKind? last)
    {
        string label = line.Label.Length > 0 ? $"**{MarkdownText.Line(line.Label, SummaryLine.MaxTextChars)}**: " : "";
        string words = MarkdownText.Line(line.Text, SummaryLine.MaxTextChars);
        return line.Kind switch
        {
            SummaryLineKind.Head => $"**{words}**\n",
            SummaryLineKind.Title => $"\n**{words}**\n\n",
            SummaryLineKind.Step => $"1. {words}\n",
            SummaryLineKind.Point => $"- {words}\n",

            // Between marks nothing is escaped, so it can be copied, from the console and from the raw text alike.
            SummaryLineKind.Copy => $"{(last is SummaryLineKind.Title ? "" : "\n")}{label}`{line.Text.Replace('`', ' ')}`\n",

            // A list takes the line after it in; an empty line ends it.
            _ => $"{(last is SummaryLineKind.Sentence ? "- " : "\n- ")}{label}{words}\n",
        };
    }

    private static string InWords(TimelineEntry entry, Words words) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} {entry.Phase}: {words.Say(entry.Told)}");
}
