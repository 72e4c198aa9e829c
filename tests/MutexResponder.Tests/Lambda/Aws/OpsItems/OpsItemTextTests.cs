using System.Globalization;
using System.Text;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Aws.OpsItems;
using MutexResponder.Reporting;
using MutexResponder.Reporting.Sections;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Reporting;
using CsCheck;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Lambda.Aws.OpsItems;

public sealed class OpsItemTextTests
{
    private static readonly Incident Waiting = SampleIncident.Of(1)
        .In(IncidentPhase.AwaitingApproval, "mode-approve", "The semaphores were removed: [pid 930] *emerg* AH00144") with
    {
        Timeline =
        [
            new TimelineEntry(SampleIncident.Opening, IncidentPhase.Inspecting, Statement.Quoted("Opened.")),
            new TimelineEntry(SampleIncident.Opening.AddSeconds(5), IncidentPhase.AwaitingApproval, Statement.Quoted("Waiting.")),
        ],
    };

    private static readonly string[] Answers = ["answer approve", "answer reject"];

    /// <summary>A line to copy is code to its end, whatever names the machine has given to it.</summary>
    [Fact]
    public async Task LineToCopy_EndsItsCodeNowhereElse()
    {
        IncidentReport report = IncidentReport.From(await RecordedIncidents.PlayAsync("escalated-observe"));
        string text = OpsItemText.Description(report with { Actions = report.Actions with { ByHand = ["sudo cp 'a`b <i>'"] } }, ReportLanguage.English, []);

        Assert.Contains("\n`sudo cp 'a b <i>'`\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task Item_InEveryState_Golden(string tag)
    {
        Assert.True(ReportLanguage.TryRead(tag, out ReportLanguage language));
        StringBuilder text = new();
        foreach (string name in RecordedIncidents.Names)
        {
            IncidentReport report = IncidentReport.From(await RecordedIncidents.PlayAsync(name));
            text.Append(CultureInfo.InvariantCulture, $"== {name}: severity {OpsItemText.Severity(report)}, category {OpsItemText.Category(report)}\n{OpsItemText.Title(report, language)}\n\n");
            text.Append(OpsItemText.Description(report, language, Answers)).Append('\n');
        }

        Golden.Expect($"opsitems.{tag}.md", text.ToString());
    }

    /// <summary>Whoever does by hand what the responder may not has each line whole, to copy, wherever people are told; nobody else has any.</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task PlanForAPerson_HasItsLinesForAShell_InEveryText(string tag)
    {
        Assert.True(ReportLanguage.TryRead(tag, out ReportLanguage language));
        foreach (string name in RecordedIncidents.Names)
        {
            IncidentReport report = IncidentReport.From(await RecordedIncidents.PlayAsync(name));
            bool isForPerson = name is "escalated-observe" or "escalated-attempts" or "escalated-expired" or "no-action-rejected";
            Assert.True(!isForPerson || report.Actions.ByHand.Length > 0, name);
            Assert.True(report.Actions.ByHand.IsEmpty || report.Phase is IncidentPhase.Escalated or IncidentPhase.NoAction, name);
            string[] texts = [OpsItemText.Description(report, language, Answers), ReportSummary.Brief(report, language), MarkdownReport.Write(report, language), System.Net.WebUtility.HtmlDecode(HtmlReport.Write(report, language))];
            foreach (string line in report.Actions.ByHand)
            {
                Assert.All(texts, text => Assert.Contains(line, text, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("en", "**The site**: ", "**Do now**: ", "Answer by: 2026-11-23 16:40:04 UTC")]
    [InlineData("ja", "**サイト**: ", "**今すること**: ", "回答期限: 2026-11-23 16:40:04 UTC")]
    public async Task Description_First300Characters_AreEnoughToAct(string tag, string site, string now, string deadline)
    {
        Assert.True(ReportLanguage.TryRead(tag, out ReportLanguage language));
        const int FirstLook = 300;
        foreach (string name in RecordedIncidents.Names)
        {
            string text = OpsItemText.Description(IncidentReport.From(await RecordedIncidents.PlayAsync(name)), language, Answers);
            Assert.InRange(text.IndexOf(site, StringComparison.Ordinal), 1, FirstLook);
            Assert.InRange(text.IndexOf(now, StringComparison.Ordinal), 1, FirstLook / 2 + 60);
        }

        string waiting = OpsItemText.Description(IncidentReport.From(await RecordedIncidents.PlayAsync("awaiting-approval")), language, Answers);
        Assert.InRange(waiting.IndexOf(deadline, StringComparison.Ordinal), 1, FirstLook - deadline.Length);

        // Right after it the plan, once, and both answers, to be copied.
        Assert.InRange(waiting.IndexOf("\n1. ", StringComparison.Ordinal), 150, 400);
        Assert.All(Answers, answer => Assert.Contains($"`{answer}`", waiting, StringComparison.Ordinal));
        Assert.DoesNotContain(@"APACHE\_LOCK", waiting, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-action-rejected", "2", "looks again when the log reports a new error")]
    [InlineData("no-action-already-fixed", "4", "")]
    [InlineData("prevention-rolled-back", "4", "a reload does not take it away")]
    [InlineData("rollback-resolved", "4", "It was away in between")]
    public async Task Text_AndSeverity_GoByTheSite(string name, string severity, string words)
    {
        Incident incident = await RecordedIncidents.PlayAsync(name);
        var report = IncidentReport.From(incident);

        Assert.Equal(severity, OpsItemText.Severity(report));
        Assert.Contains(words, OpsItemText.Description(report, ReportLanguage.English, Answers), StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_OfAnyIncident_AreWhatOpsCenterTakes() => IncidentGen.Any.Sample(
        incident =>
        {
            IncidentReport report = IncidentReport.From(incident);
            Assert.InRange(OpsItemText.Title(report, ReportLanguage.Japanese).Length, 1, OpsItemText.MaxTitleChars);
            Assert.InRange(OpsItemText.Description(report, ReportLanguage.Japanese, Answers).Length, 1, OpsItemText.MaxDescriptionChars);
            Assert.InRange(int.Parse(OpsItemText.Severity(report), CultureInfo.InvariantCulture), 1, 4);
            Assert.All(OpsItemText.Data(incident, ReportLanguage.Japanese), pair => Assert.InRange(Encoding.UTF8.GetByteCount(pair.Value), 1, DataText.MaxValueBytes));
        },
        iter: 1_000);

    /// <summary>What a person decided against leaves the site as it is: the item presses for as long as it is down.</summary>
    [Theory]
    [InlineData(SiteState.Down, "2")]
    [InlineData(SiteState.PortIsSilent, "2")]
    [InlineData(SiteState.Answers, "4")]
    [InlineData(SiteState.Unknown, "4")]
    public void Severity_WhereNothingWasDone_GoesByTheSite(SiteState site, string severity)
    {
        IncidentReport report = IncidentReport.From(Waiting.In(IncidentPhase.NoAction));

        Assert.Equal(severity, OpsItemText.Severity(report with { Outage = report.Outage with { Newest = site } }));
    }

    [Fact]
    public void Data_IsWhatTheTextRestsOn()
    {
        Incident incident = (Waiting with { Signals = [Responder.NewSignal(), Responder.NewSignal(1) with { Line = "second" }] })
            .Seeing(Recording.Load("removed-prefork-orphan").ToString())
            .Having(Machine.Changed);

        Dictionary<string, string> data = OpsItemText.Data(incident, ReportLanguage.English).ToDictionary();

        Assert.Equal(
            ["change-log", "incident", "ipcs-before", "log-lines", "phase", "plan", "reason", "reason-code", "timeline"], data.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            (incident.Id.ToString(), "AwaitingApproval", "mode-approve", "The semaphores were removed: [pid 930] *emerg* AH00144", Machine.Changed),
            (data["incident"], data["phase"], data["reason-code"], data["reason"], data["change-log"]));
        Assert.Equal($"{Responder.NewSignal().Line}\nsecond", data["log-lines"]);
        Assert.Equal("2026-08-25 20:51:54 Inspecting: Opened.\n2026-08-25 20:51:59 AwaitingApproval: Waiting.", data["timeline"]);
        Assert.Equal(incident.PlanSteps().Select(step => step.InEnglish), data["plan"].Split('\n'));
    }

    [Fact]
    public void Data_HasTheIpcsOfBothEvidences()
    {
        Incident resolved = Waiting
            .Seeing(Recording.Load("removed-prefork-orphan").ToString())
            .Having(told: null, after: Recording.Load("fixed-and-running").ToString());

        Dictionary<string, string> data = OpsItemText.Data(resolved, ReportLanguage.English).ToDictionary();

        Assert.Contains("Semaphore Arrays", data["ipcs-before"], StringComparison.Ordinal);
        Assert.Contains("Semaphore Arrays", data["ipcs-after"], StringComparison.Ordinal);
        Assert.DoesNotContain("change-log", data.Keys);
    }
}
