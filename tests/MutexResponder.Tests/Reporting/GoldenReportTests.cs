using System.Text;
using MutexResponder.Incidents;
using MutexResponder.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Reporting;

public class GoldenReportTests
{
    public static TheoryData<string, string> Markdown => Cross(
        "resolved", "resolved-approved", "resolved-exhausted", "resolved-by-hand-late", "no-action-not-corroborated", "no-action-rejected",
        "escalated-observe", "escalated-config-broken", "escalated-not-recovered", "escalated-no-effect", "escalated-refused-by-ssm",
        "escalated-inspection-timed-out", "awaiting-approval", "remediating", "inspecting", "waiting-for-slot", "escalated-veto", "escalated-down-otherwise",
        "escalated-expired", "escalated-refused-by-instance", "escalated-remediation-timed-out", "escalated-signal-after", "resolved-forced-reboot",
        "rollback-resolved", "rollback-already-as-before", "rollback-changed-since", "rollback-not-effective", "rollback-failed", "rollback-observe",
        "rollback-vetoed", "rollback-waiting", "rollback-under-way", "rollback-not-recovered", "rollback-signal-after", "rollback-timed-out",
        "prevention-resolved", "prevention-awaiting-approval", "prevention-refused-by-instance", "prevention-taken-back", "prevention-overtaken-by-the-outage");

    public static TheoryData<string, string> Html => Cross(
        "resolved", "resolved-exhausted", "no-action-not-corroborated", "escalated-observe", "awaiting-approval", "rollback-resolved", "rollback-changed-since");

    [Theory]
    [MemberData(nameof(Markdown))]
    public async Task Markdown_OfAnOutcome(string name, string tag) =>
        Golden.Expect($"{name}.{tag}.md", MarkdownReport.Write(await ReportAsync(name), Language(tag)));

    [Theory]
    [MemberData(nameof(Html))]
    public async Task Html_OfAnOutcome(string name, string tag) =>
        Golden.Expect($"{name}.{tag}.html", HtmlReport.Write(await ReportAsync(name), Language(tag)));

    [Theory]
    [InlineData("resolved")]
    [InlineData("inspecting")]
    [InlineData("rollback-resolved")]
    public async Task Json_OfAnOutcome(string name) =>
        Golden.Expect($"{name}.json", Encoding.UTF8.GetString(JsonReport.Write(await ReportAsync(name))) + "\n");

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

    private static TheoryData<string, string> Cross(params string[] names)
    {
        var data = new TheoryData<string, string>();
        foreach (string name in names)
        {
            data.Add(name, "en");
            data.Add(name, "ja");
        }

        return data;
    }
}
