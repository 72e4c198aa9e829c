using System.Text;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Aws.OpsItems;
using MutexResponder.Reporting;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Incidents;
using MutexResponder.Tests.Reporting;
using CsCheck;

namespace MutexResponder.Tests.Lambda.Aws.OpsItems;

public sealed class OpsItemTextTests
{
    private static readonly Incident Waiting = SampleIncident.Of(1) with
    {
        Phase = IncidentPhase.AwaitingApproval,
        ReasonCode = "mode-approve",
        Reason = "The semaphores were removed: [pid 930] *emerg* AH00144",
        Plan = ["Refuse if the machine moved.", "Write mutex-file.conf."],
        Timeline =
        [
            new TimelineEntry(SampleIncident.Opening, IncidentPhase.Inspecting, "Opened."),
            new TimelineEntry(SampleIncident.Opening.AddSeconds(5), IncidentPhase.AwaitingApproval, "Waiting."),
        ],
    };

    [Fact]
    public void Description_OfAWaitingPlan_Golden() => Assert.Equal(
        """
        **AwaitingApproval** The semaphores were removed: \[pid 930\] \*emerg\* AH00144

        Incident `mr-20260825T205154Z-i-00000000000000001`, mode Remediate, opened 2026-08-25 20:51:55 UTC.

        **Plan**

        1. Refuse if the machine moved.
        1. Write mutex-file.conf.

        **Timeline (UTC)**

        - 20:51:54 Opened.
        - 20:51:59 Waiting.

        """,
        OpsItemText.Description(Waiting));

    [Fact]
    public void Description_LongTimeline_KeepsTheNewest()
    {
        string text = OpsItemText.Description(Waiting with
        {
            Timeline = [.. Enumerable.Range(0, 100).Select(n => new TimelineEntry(SampleIncident.Opening, IncidentPhase.Inspecting, $"Note {n} {new string('x', 150)}"))],
        });

        Assert.InRange(text.Length, 1000, OpsItemText.MaxDescriptionChars);
        Assert.Contains("Note 99 ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Note 10 ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_OfAnyIncident_AreWhatOpsCenterTakes() => IncidentGen.Any.Sample(
        incident =>
        {
            Assert.InRange(OpsItemText.Title(incident).Length, 1, OpsItemText.MaxTitleChars);
            Assert.InRange(OpsItemText.Description(incident).Length, 1, OpsItemText.MaxDescriptionChars);
            Assert.All(OpsItemText.Data(incident, ReportLanguage.Japanese), pair => Assert.InRange(Encoding.UTF8.GetByteCount(pair.Value), 1, DataText.MaxValueBytes));
        },
        iter: 1_000);

    [Theory]
    [InlineData(ReportLanguage.English, "[Rolled back] The change was taken back")]
    [InlineData(ReportLanguage.Japanese, "[切り戻し済み] 変更を切り戻した")]
    public async Task Data_HasTheReportsSummaryInTheLanguageOfTheReports(ReportLanguage language, string beginning)
    {
        Incident incident = await RecordedIncidents.PlayAsync("rollback-resolved");

        Dictionary<string, string> data = OpsItemText.Data(incident, language).ToDictionary();

        Assert.StartsWith(beginning, data["summary"], StringComparison.Ordinal);
        Assert.Equal(ReportSummary.Brief(IncidentReport.From(incident), language), data["summary"]);
    }

    [Fact]
    public void Data_HasTheIpcsOfBothEvidences()
    {
        Incident resolved = Waiting with
        {
            EvidenceBefore = Recording.Load("removed-prefork-orphan").ToString(),
            EvidenceAfter = Recording.Load("fixed-and-running").ToString(),
        };

        Dictionary<string, string> data = OpsItemText.Data(resolved, ReportLanguage.English).ToDictionary();

        Assert.Contains("Semaphore Arrays", data["ipcs-before"], StringComparison.Ordinal);
        Assert.Contains("Semaphore Arrays", data["ipcs-after"], StringComparison.Ordinal);
        Assert.DoesNotContain("change-log", data.Keys);
    }
}
