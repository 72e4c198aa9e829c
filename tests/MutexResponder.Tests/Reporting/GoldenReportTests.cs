using System.Text;
using MutexResponder.Incidents;
using MutexResponder.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Reporting;

public class GoldenReportTests
{
    /// <summary>The one that is kept whole.</summary>
    private const string Whole = "resolved";

    private static readonly string[] s_inMarkdown =
    [
        "resolved-approved", "resolved-exhausted", "resolved-by-hand-late", "no-action-not-corroborated", "no-action-rejected",
        "escalated-observe", "escalated-config-broken", "escalated-not-recovered", "escalated-no-effect", "escalated-refused-by-ssm",
        "escalated-inspection-timed-out", "awaiting-approval", "remediating", "inspecting", "waiting-for-slot", "escalated-veto", "escalated-down-otherwise",
        "escalated-expired", "escalated-refused-by-instance", "escalated-remediation-timed-out", "escalated-signal-after", "resolved-forced-reboot",
        "rollback-resolved", "rollback-already-as-before", "rollback-changed-since", "rollback-not-effective", "rollback-failed", "rollback-observe",
        "rollback-vetoed", "rollback-waiting", "rollback-under-way", "rollback-not-recovered", "rollback-signal-after", "rollback-timed-out",
        "prevention-resolved", "prevention-awaiting-approval", "prevention-refused-by-instance", "prevention-taken-back", "prevention-overtaken-by-the-outage",
    ];

    private static readonly string[] s_inHtml =
        ["resolved-exhausted", "no-action-not-corroborated", "escalated-observe", "awaiting-approval", "rollback-resolved", "rollback-changed-since"];

    private static readonly string[] s_inJson = ["inspecting", "rollback-resolved"];

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public Task Markdown_OfTheOutcomes(string tag) => ExpectAsync(s_inMarkdown, $"{tag}.md", report => MarkdownReport.Write(report, Language(tag)));

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public Task Html_OfTheOutcomes(string tag) => ExpectAsync(s_inHtml, $"{tag}.html", report => HtmlReport.Write(report, Language(tag)));

    [Fact]
    public Task Json_OfTheOutcomes() => ExpectAsync(s_inJson, "json", report => Encoding.UTF8.GetString(JsonReport.Write(report)) + "\n");

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task Summaries_OfEveryOutcome(string tag)
    {
        var text = new StringBuilder();
        foreach (string name in RecordedIncidents.Names)
        {
            IncidentReport report = await ReportAsync(name);
            text.Append("== ").Append(name).Append('\n').Append(ReportSummary.OneLine(report, Language(tag))).Append('\n')
                .Append(ReportSummary.Brief(report, Language(tag))).Append('\n');
        }

        Golden.Expect($"summaries.{tag}.txt", text.ToString());
    }

    /// <summary>A reader is told once how it stands; the lines by hand come with what the one who would have approved was warned of.</summary>
    [Theory]
    [InlineData("en", "The instance belongs to the Auto Scaling group web, which may replace it while it is down.")]
    [InlineData("ja", "Auto Scaling グループ web に属しており、停止中に置き換えられるおそれがある。")]
    public async Task Text_SaysThePhaseOnce_AndWarnsByTheLinesByHand(string tag, string warning)
    {
        foreach (string name in RecordedIncidents.Names)
        {
            IncidentReport report = await ReportAsync(name);
            SummaryLine[] lines = [.. ReportSummary.Lines(report, Language(tag))];
            string phase = Language(tag).Words.Of(report.Phase, report.Goal);
            Assert.All(
                (string[])[lines[0].Text, ReportSummary.OneLine(report, Language(tag)), MarkdownReport.Write(report, Language(tag)).Split('\n')[2]],
                head => Assert.DoesNotContain(phase, head[(head.IndexOf(phase, StringComparison.Ordinal) + phase.Length)..], StringComparison.Ordinal));

            string page = HtmlReport.Write(report, Language(tag));
            string top = page[page.IndexOf("<h1>", StringComparison.Ordinal)..];
            Assert.Equal(2, top.Split(["<p class=\"lead\"", "<dl"], StringSplitOptions.None)[0].Split(phase).Length);

            int first = Array.FindIndex(lines, line => line.Text == report.Actions.ByHand.FirstOrDefault());
            bool isOfGroup = name == "escalated-expired-group";
            Assert.True(!isOfGroup || first > 0, name);
            Assert.True(first < 0 || lines[first - 1].Text.StartsWith(warning, StringComparison.Ordinal) == isOfGroup, name);
        }
    }

    private static async Task ExpectAsync(string[] others, string ending, Func<IncidentReport, string> write)
    {
        string whole = write(await ReportAsync(Whole));
        Golden.Expect($"{Whole}.{ending}", whole);
        List<(string, string)> texts = [];
        foreach (string name in others)
        {
            texts.Add((name, write(await ReportAsync(name))));
        }

        Golden.ExpectOthers($"others.{ending}", (Whole, whole), texts);
    }

    private static async Task<IncidentReport> ReportAsync(string name)
    {
        Incident incident = await RecordedIncidents.PlayAsync(name);
        return IncidentReport.From(incident);
    }

    private static ReportLanguage Language(string tag)
    {
        Assert.True(ReportLanguage.TryRead(tag, out ReportLanguage language));
        return language;
    }
}
