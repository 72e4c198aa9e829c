using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Reporting;
using MutexResponder.Tests.Doubles;
using MutexResponder.Reporting.Sections;
using MutexResponder.Verification;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Reporting;

public class RollbackReportTests
{
    [Theory]
    [InlineData("rollback-resolved")]
    [InlineData("rollback-resolved-by-restart")]
    public async Task Checks_Resolved_AreThoseOfARollbackAndAllPassed(string name)
    {
        IncidentReport report = IncidentReport.From(await RecordedIncidents.PlayAsync(name));

        Assert.Contains(report.Checks, check => check.Kind == CheckKind.ConfigurationAsBefore);
        Assert.DoesNotContain(report.Checks, check => check.Kind is CheckKind.NoSemaphores or CheckKind.MutexImmune);
        Assert.All(report.Checks, check => Assert.True(check.Passed, check.Kind.ToString()));
    }

    [Fact]
    public async Task Checks_HashInTheRecordIsAnother_TheConfigurationFails()
    {
        Incident incident = await RecordedIncidents.PlayAsync("rollback-resolved");

        IncidentReport report = IncidentReport.From(incident with { Goal = new Goal.Rollback(((Goal.Rollback)incident.Goal).Change with { HashBefore = new string('e', 64).As<ConfigHash>() }) });

        Assert.False(report.Checks.Single(check => check.Kind == CheckKind.ConfigurationAsBefore).Passed);
    }

    [Theory]
    [InlineData("rollback-resolved", ChangeState.TakenBack, true, "remediate", "a2enconf mutex-file")]
    [InlineData("rollback-already-as-before", ChangeState.AlreadyAsBefore, false, "remediate", "a2enconf mutex-file")]
    [InlineData("rollback-not-recovered", ChangeState.TakenBack, true, "remediate", "a2enconf mutex-file")]
    [InlineData("rollback-changed-since", ChangeState.NotTakenBack, false, "", "a2disconf mutex-file")]
    [InlineData("rollback-no-backup", ChangeState.NotTakenBack, false, "", "a2disconf mutex-file")]
    [InlineData("rollback-not-effective", ChangeState.NotTakenBack, true, "", "a2disconf mutex-file")]
    [InlineData("rollback-stale-twice", ChangeState.NotTakenBack, false, "rollback", "a2disconf mutex-file")]
    [InlineData("rollback-observe", ChangeState.NotTakenBack, false, "rollback", "a2disconf mutex-file")]
    [InlineData("rollback-vetoed", ChangeState.NotTakenBack, false, "rollback", "a2disconf mutex-file")]
    [InlineData("rollback-vetoed-unsent", ChangeState.NotTakenBack, false, "rollback", "a2disconf mutex-file")]
    [InlineData("rollback-refused-by-ssm", ChangeState.NotTakenBack, false, "rollback", "a2disconf mutex-file")]
    [InlineData("rollback-little-evidence", ChangeState.NotTakenBack, false, "rollback", "a2disconf mutex-file")]
    [InlineData("rollback-failed", ChangeState.HalfTakenBack, true, "", "undo/manifest")]
    [InlineData("rollback-timed-out", ChangeState.RollbackUnknown, true, "", "undo/manifest")]
    [InlineData("rollback-under-way", ChangeState.UnderWay, true, "", "")]
    [InlineData("rollback-waiting", ChangeState.NotTakenBack, false, "", "")]
    public async Task Undo_SaysWhatIsInPlaceAndWhatCanBeDone(string name, ChangeState state, bool wasSent, string action, string command)
    {
        IncidentReport report = IncidentReport.From(await RecordedIncidents.PlayAsync(name));

        Assert.Equal((state, wasSent), (report.Undo.State, report.Rollback!.WasSent));
        string change = action == "rollback" ? $",\"incidentId\":\"{report.Rollback.ChangeIncidentId}\"" : "";
        Assert.Equal(action.Length == 0 ? "" : $$"""{"action":"{{action}}","instanceId":"{{report.Instance}}"{{change}}}""", report.Undo.Request);
        Assert.Equal(command.Length > 0, report.Undo.Commands.Any(line => command.Length > 0 && line.Contains(command, StringComparison.Ordinal)));
        Assert.Equal(report.Rollback.WasSent, report.Actions.WasSent);
    }

    /// <summary>The backup that does not exist is not offered.</summary>
    [Fact]
    public async Task Undo_NoBackup_NamesNone() =>
        Assert.Equal("", IncidentReport.From(await RecordedIncidents.PlayAsync("rollback-no-backup")).Undo.BackupPath);

    /// <summary>The line is where the other remedies put it.</summary>
    [Theory]
    [InlineData("/etc/httpd/conf.d/00-mutex.conf:2:Mutex file:/run/httpd default", "rm /etc/httpd/conf.d/00-mutex.conf")]
    [InlineData("/etc/apache2/apache2.conf:75:Mutex file:${APACHE_LOCK_DIR} default", "sed -i --follow-symlinks ")]
    [InlineData("/etc/apache2/ports.conf:1:Listen 80", "")]
    public async Task Undo_NotTakenBack_ByHandWhereTheLineStands(string directive, string command)
    {
        Incident incident = await RecordedIncidents.PlayAsync("rollback-changed-since");
        string evidence = incident.Seen!.Text.Replace("/etc/apache2/conf-enabled/mutex-file.conf:2:Mutex file:${APACHE_LOCK_DIR} default", directive, StringComparison.Ordinal);

        ReportUndo undo = IncidentReport.From(incident.Seeing(evidence)).Undo;

        Assert.Equal(command.Length > 0, undo.Commands.Any(line => command.Length > 0 && line.Contains(command, StringComparison.Ordinal)));
        Assert.Equal(command.Length > 0, undo.Commands.Length > 0);
    }

    [Fact]
    public async Task Recommendations_Resolved_AreOfTheConfigurationThatIsBack()
    {
        IncidentReport report = IncidentReport.From(await RecordedIncidents.PlayAsync("rollback-resolved"));

        Assert.StartsWith("The site will fail when the last session of webapp", report.Recommendations[0].InEnglish, StringComparison.Ordinal);
        Assert.Contains(report.Recommendations, one => one.Code == "recommend-system-user");
        Assert.Equal(("", """{"action":"sweep"}"""), (report.Requests.Remediate, report.Requests.Sweep));
    }

    [Fact]
    public async Task Recommendations_NotTakenBack_NoneOfASiteThatIsNotExposed() =>
        Assert.Empty(IncidentReport.From(await RecordedIncidents.PlayAsync("rollback-changed-since")).Recommendations);

    [Theory]
    [InlineData("resolved-approved", "inspect inspect remediate inspect")]
    [InlineData("resolved-forced-reboot", "inspect remediate inspect inspect")]
    [InlineData("escalated-refused-by-instance", "inspect remediate inspect remediate inspect remediate")]
    [InlineData("rollback-resolved", "inspect roll back inspect")]
    [InlineData("rollback-not-recovered", "inspect roll back inspect inspect inspect")]
    [InlineData("rollback-under-way", "inspect roll back")]
    [InlineData("inspecting", "inspect")]
    public async Task Commands_AllThatWereSent_WithTheirIds(string name, string kinds)
    {
        IncidentReport report = IncidentReport.From(await RecordedIncidents.PlayAsync(name));
        string text = MarkdownReport.Write(report, ReportLanguage.English);
        string page = HtmlReport.Write(report, ReportLanguage.Japanese);

        Assert.Equal(kinds, string.Join(' ', report.Actions.Commands.Select(c => c.Kind switch { CommandKind.Inspect => "inspect", CommandKind.Remediate => "remediate", _ => "roll back" })));
        Assert.All(report.Actions.Commands, command =>
        {
            Assert.StartsWith("00000000-0000-0000-0000-", command.CommandId, StringComparison.Ordinal);
            Assert.Contains(command.CommandId, text, StringComparison.Ordinal);
            Assert.Contains(command.CommandId, page, StringComparison.Ordinal);
        });
        Assert.Equal(report.Actions.Commands.Length, report.Actions.Commands.Select(c => c.CommandId).Distinct().Count());
    }

    [Fact]
    public async Task Commands_NotConfirmed_SaysSo()
    {
        IncidentReport report = IncidentReport.From(await RecordedIncidents.PlayAsync("rollback-refused-by-ssm"));

        Assert.Equal("", report.Actions.Commands[^1].CommandId);
        Assert.Contains("SSM did not confirm that it was sent", MarkdownReport.Write(report, ReportLanguage.English), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comparison_SemaphoreIsBack_SaysThatItIsExpected()
    {
        IncidentReport report = IncidentReport.From(await RecordedIncidents.PlayAsync("rollback-resolved"));

        Assert.Equal((0, 1, 0, 1), (report.Comparison!.GoneCount, report.Comparison.NewCount, report.Comparison.ApacheArraysBefore, report.Comparison.ApacheArraysAfter));
        Assert.Contains("That is expected", MarkdownReport.Write(report, ReportLanguage.English), StringComparison.Ordinal);
        Assert.Contains("想定どおり", HtmlReport.Write(report, ReportLanguage.Japanese), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rollback-resolved", SiteState.Answers)]
    [InlineData("rollback-not-recovered", SiteState.PortIsSilent)]
    [InlineData("rollback-signal-after", SiteState.AnsweredBeforeNewerLine)]
    [InlineData("rollback-timed-out", SiteState.NotLookedAtSince)]
    [InlineData("rollback-under-way", SiteState.NotLookedAtSince)]
    [InlineData("rollback-changed-since", SiteState.Answers)]
    [InlineData("rollback-inspecting", SiteState.Unknown)]
    [InlineData("escalated-observe", SiteState.Down)]
    [InlineData("remediating", SiteState.NotLookedAtSince)]
    [InlineData("escalated-remediation-timed-out", SiteState.NotLookedAtSince)]
    public async Task Site_AsItWasWhenLastLookedAt(string name, SiteState state) =>
        Assert.Equal(state, IncidentReport.From(await RecordedIncidents.PlayAsync(name)).Outage.Newest);

    /// <summary>What the words for a recovery would say of a rollback.</summary>
    [Fact]
    public async Task Words_OfEveryRollback_AreNotThoseOfARecovery()
    {
        foreach (string name in RecordedRollbacks.Names)
        {
            IncidentReport report = IncidentReport.From(await RecordedIncidents.PlayAsync(name));
            string english = MarkdownReport.Write(report, ReportLanguage.English) + HtmlReport.Write(report, ReportLanguage.English);
            string japanese = MarkdownReport.Write(report, ReportLanguage.Japanese) + HtmlReport.Write(report, ReportLanguage.Japanese);

            Assert.All(["Proof of recovery", "How to undo it", "**Remediating**", "**Recovered**", "Approved by", "First line to end"], words => Assert.DoesNotContain(words, english, StringComparison.Ordinal));
            Assert.All(["障害報告", "復旧の確認", "元に戻す手順", "対処前", "承認者"], words => Assert.DoesNotContain(words, japanese, StringComparison.Ordinal));
        }
    }
}
