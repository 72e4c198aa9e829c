using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Reporting;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Reporting;

/// <summary>What a report says comes from the record: another record, another report; and nothing of the old one stays.</summary>
public class RecordFactsTests
{
    public static TheoryData<string, string, string> EvidenceFacts => new()
    {
        { "hostname=a\n", "hostname=web-17\n", "web-17" },
        { "6.18.44-fc-v669", "4.4.0-1128-aws", "4.4.0-1128-aws" },
        { "Debian GNU/Linux 12 (bookworm)", "Ubuntu 16.04.3 LTS", "Ubuntu 16.04.3 LTS" },
        { "Apache/2.4.71 (Debian)", "Apache/2.4.18 (Ubuntu)", "Apache/2.4.18 (Ubuntu)" },
        { "APR 1.7.2", "APR 1.5.2", "1.5.2" },
        { "webapp", "testuser", "testuser" },
        { "1001", "1057", "1057" },
        { "Removed session 14", "Removed session 99", "Removed session 99" },
        { "pid 78:tid 78", "pid 9321:tid 9321", "pid 9321" },
        { "/etc/apache2/ports.conf:2:Listen 8080", "/etc/apache2/ports.conf:2:Listen 8443", "Listen 8443" },
        { "APR_USE_PROC_PTHREAD_SERIALIZE", "APR_USE_SYSVSEM_SERIALIZE", "sysvsem" },
        { "Syntax OK", "Syntax fine", "Syntax fine" },
        { "8a157e5d379a3e251e717bb9ebbb6b529f5fd6b322b958ee0abbaacdd13ece08", new string('c', 64), new string('c', 64) },
        { "/var/log/apache2/error.log", "/srv/log/error.log", "/srv/log/error.log" },
    };

    [Theory]
    [MemberData(nameof(EvidenceFacts))]
    public async Task Evidence_OneFactChanged_TheReportSaysTheNewOneOnly(string old, string now, string said)
    {
        Incident incident = await RecordedIncidents.PlayAsync("resolved");
        Incident changed = incident with
        {
            Seen = (incident.Seen! with { Text = incident.Seen.Text.Replace(old, now, StringComparison.Ordinal) }).Diagnosed(incident.Recovery),
            Tried = incident.Tried! with { After = incident.Tried.After! with { Text = incident.Tried.After.Text.Replace(old, now, StringComparison.Ordinal) } },
            Signals = [.. incident.Signals.Select(s => s with { Line = s.Line.Replace(old, now, StringComparison.Ordinal) })],
        };

        Assert.NotEqual(incident.Seen, changed.Seen);
        Assert.NotEqual(AllOf(incident), AllOf(changed));
        Assert.Contains(said, AllOf(changed), StringComparison.Ordinal);
        if (old.Length > 10)
        {
            Assert.DoesNotContain(old, AllOf(changed), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Record_EachFieldChanged_ChangesTheReport()
    {
        Incident incident = await RecordedIncidents.PlayAsync("resolved-approved");
        var ended = (State.Ended)incident.State;
        Incident[] others =
        [
            incident with { Instance = SampleIncident.InstanceOf(7) },
            incident with { Id = "mr-20200825T205154Z-i-0abc1234def567890".As<IncidentId>() },
            incident with { State = ended with { Ending = Ending.Escalated } },
            incident with { Mode = ResponseMode.Observe },
            incident with { Recovery = RecoveryKind.Reboot },
            incident with { OpenedAt = incident.OpenedAt.AddSeconds(1) },
            incident with { State = ended with { At = ended.At.AddSeconds(1) } },
            incident.In(IncidentPhase.Inspecting),
            incident with { Signals = incident.Signals.RemoveAt(0) },
            incident with { SignalCount = 123_456 },
            incident with { Seen = null },
            incident with { Seen = incident.Seen! with { Diagnosis = null } },
            incident with { Tried = incident.Tried! with { After = null } },
            incident with { Tried = incident.Tried with { Told = "#result step=apply status=failed reason=configtest" } },
            incident with { State = ended with { Why = ended.Why with { Code = "not-recovered" } } },
            incident.In(IncidentPhase.Escalated, "of-a-veto", "Another reason.", ended.At),
            incident with { Approval = incident.Approval! with { By = new Asker("somebody else", true) } },
            incident with { HumanRecordId = "oi-00000000000f" },
            incident.In(IncidentPhase.AwaitingApproval, at: incident.OpenedAt),
            incident.In(IncidentPhase.AwaitingApproval, at: incident.OpenedAt.AddHours(1)),
            incident with { Timeline = incident.Timeline.RemoveAt(1) },
            incident with { RemediationsStarted = [], Tried = null },
        ];

        string before = AllOf(incident);
        Assert.All(others, other => Assert.NotEqual(before, AllOf(other)));
    }

    [Fact]
    public async Task RecordOfARollback_EachFieldChanged_ChangesTheReport()
    {
        Incident incident = await RecordedIncidents.PlayAsync("rollback-resolved");
        var goal = (Goal.Rollback)incident.Goal;
        Incident[] others =
        [
            incident with { Goal = new Goal.Recover() },
            incident with { Goal = new Goal.Rollback(goal.Change with { IncidentId = "mr-20200825T205154Z-i-0abc1234def567890".As<IncidentId>() }) },
            incident with { Goal = new Goal.Rollback(goal.Change with { HashBefore = new string('e', 64).As<ConfigHash>() }) },
            incident with { Tried = incident.Tried! with { Told = "#result step=restore status=failed reason=write-failed" } },
            incident with { Tried = incident.Tried with { After = null } },
            incident with { Tried = incident.Tried with { After = incident.Seen } },
            incident with { RequestedBy = new Asker("somebody else", true) },
            incident with { Tried = incident.Tried with { DidNothing = true } },
            incident with { LastSignalAt = DateTimeOffset.MaxValue },
        ];

        string before = AllOf(incident);
        Assert.All(others, other => Assert.NotEqual(before, AllOf(other)));
    }

    [Fact]
    public async Task Record_OtherInstance_NothingOfTheOldOneStays()
    {
        Incident incident = await RecordedIncidents.PlayAsync("awaiting-approval");
        InstanceId other = SampleIncident.InstanceOf(7);

        string text = AllOf(incident with { Instance = other, Id = $"mr-20261123T124000Z-{other}".As<IncidentId>() });

        Assert.DoesNotContain(Responder.Instance.ToString(), text, StringComparison.Ordinal);
        Assert.Contains(other.ToString(), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_AlmostEmpty_SaysThatNothingIsKnown()
    {
        IncidentReport report = IncidentReport.From(SampleIncident.Of(1));

        Assert.Null(report.Cause);
        Assert.Contains("No inspection returned usable output", MarkdownReport.Write(report, ReportLanguage.English), StringComparison.Ordinal);
        Assert.DoesNotContain("Apache/2", AllOf(SampleIncident.Of(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_TwiceFromTheSameRecord_IsTheSame()
    {
        Incident incident = await RecordedIncidents.PlayAsync("resolved");

        Assert.Equal(AllOf(incident), AllOf(incident));
    }

    [Fact]
    public async Task Times_MachineInTokyo_AreInItsOwnOffset()
    {
        Incident incident = await RecordedIncidents.PlayAsync("resolved");
        string evidence = incident.Seen!.Text.Replace("utc_offset=+0000", "utc_offset=+0900", StringComparison.Ordinal);

        Assert.Contains("2026-11-23 21:40:00 +09:00", AllOf(incident.Seeing(evidence)), StringComparison.Ordinal);
    }

    private static string AllOf(Incident incident)
    {
        IncidentReport report = IncidentReport.From(incident);
        return MarkdownReport.Write(report, ReportLanguage.English) + MarkdownReport.Write(report, ReportLanguage.Japanese);
    }
}
