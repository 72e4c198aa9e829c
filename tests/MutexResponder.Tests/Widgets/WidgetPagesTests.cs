using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Lab.Dashboards;
using MutexResponder.Reconciling;
using MutexResponder.Reporting;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Reporting;
using MutexResponder.Widgets;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Widgets;

/// <summary>The pages as the function gives them: whole after the console's cleaning, bounded, with the buttons that fit.</summary>
public sealed partial class WidgetPagesTests
{
    private const string Arn = "arn:aws:lambda:eu-west-1:123456789012:function:responder";

    public static TheoryData<string> Incidents => [.. RecordedIncidents.Names];

    [Theory]
    [MemberData(nameof(Incidents))]
    public async Task Incident_AsRecorded_PassesTheCleaningWhole(string name)
    {
        Incident incident = await RecordedIncidents.PlayAsync(name);
        foreach (WidgetView view in Views(incident))
        {
            PassesWhole(IncidentWidget.Write(IncidentReport.From(incident), SeenPlan.Of(incident.Proposal), view));
        }
    }

    [Fact]
    public async Task Fleet_OfEveryPhase_PassesTheCleaningWhole()
    {
        List<ListedIncident> all = [];
        foreach (string name in RecordedIncidents.Names)
        {
            all.Add(ListedIncident.Of(await RecordedIncidents.PlayAsync(name)));
        }

        Incident any = SampleIncident.Of(1);
        foreach (WidgetView view in Views(any))
        {
            PassesWhole(FleetWidget.Write(new FleetView([.. all.Where(one => one.IsOpen)], [.. all.Where(one => !one.IsOpen)], 0), view));
            PassesWhole(FleetWidget.Write(new FleetView([], [], 0), view));
            PassesWhole(FleetWidget.Write(new FleetView([], [], 0) { Tally = AtRisk(60) }, view));
            PassesWhole(IncidentWidget.WriteNone(view, null));
            PassesWhole(IncidentWidget.WriteUnread(view, "aws-unavailable"));
            PassesWhole(IncidentWidget.WriteRefusal(view, "<b>no</b>"));
        }
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "the element script")]
    [InlineData("<iframe src='https://x'></iframe>", "the element iframe")]
    [InlineData("<svg><use href='https://x#y'/></svg>", "the element use")]
    [InlineData("<a onclick='x()'>x</a>", "the attribute onclick of a")]
    [InlineData("<a href='javascript:x()'>x</a>", "the attribute href of a")]
    [InlineData("<p id='x'>x</p>", "the attribute id of p")]
    [InlineData("<style>p { background: url(https://x) }</style>", "a style sheet that loads something")]
    [InlineData("<form action='https://x'><input name='by'></form>", "the attribute action of form")]
    [InlineData("<p>x</p>", null)]
    public void Cleaning_TakesAwayWhatTheConsoleMay(string html, string? removed)
    {
        (string clean, var taken) = WidgetCleaning.Clean(html);

        Assert.Equal(removed is null ? [] : [removed], taken);
        Assert.Equal(removed is null, clean == html);
    }

    [Theory]
    [InlineData("awaiting-approval")]
    [InlineData("prevention-awaiting-approval")]
    [InlineData("prevention-loads-what-is-pending")]
    public async Task WaitingPlan_HasButtonsForExactlyThisPlan_WithItsWordsInTheQuestion(string name)
    {
        Incident incident = await RecordedIncidents.PlayAsync(name);
        string page = IncidentWidget.Write(IncidentReport.From(incident), SeenPlan.Of(incident.Proposal), Views(incident)[0]);

        string[] requests = Requests(page);
        Assert.Contains($"\"action\":\"approve\",\"instanceId\":\"{incident.Instance}\",\"incidentId\":\"{incident.Id}\",\"plan\":\"{incident.Proposal!.Digest}\",\"seen\":[\"{incident.Proposal.ExpectedBootId}\"", requests[0], StringComparison.Ordinal);
        Assert.Contains($"\"action\":\"reject\",\"instanceId\":\"{incident.Instance}\",\"incidentId\":\"{incident.Id}\",\"plan\":\"{incident.Proposal.Digest}\"", requests[1], StringComparison.Ordinal);
        Assert.Equal(2, requests.Length);
        string question = System.Net.WebUtility.HtmlDecode(Confirmation().Match(page).Groups[1].Value);
        Assert.NotEmpty(incident.PlanSteps());
        Assert.All(incident.PlanSteps(), step => Assert.Contains(step.InEnglish, question, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WaitingPlan_WhereApprovalNeedsProof_HasNoButtonForIt()
    {
        Incident incident = await RecordedIncidents.PlayAsync("awaiting-approval");
        string page = IncidentWidget.Write(IncidentReport.From(incident), SeenPlan.Of(incident.Proposal), Views(incident)[0] with { Policy = new Policy { Mode = ResponseMode.Approve, RequiresTwoPeople = true } });

        Assert.DoesNotContain(Requests(page), request => request.Contains("approve", StringComparison.Ordinal));
        Assert.Contains("two people are needed", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("remediating", "")]
    [InlineData("resolved", "rollback")]
    [InlineData("escalated-config-broken", "inspect")]
    [InlineData("escalated-observe", "inspect remediate")]
    [InlineData("rollback-resolved", "prevent")]
    [InlineData("no-action-not-corroborated", "prevent")]
    public async Task Buttons_FitTheState(string name, string actions)
    {
        Incident incident = await RecordedIncidents.PlayAsync(name);
        string page = IncidentWidget.Write(IncidentReport.From(incident), SeenPlan.Of(incident.Proposal), Views(incident)[0]);

        Assert.Equal(actions, string.Join(' ', Requests(page).Select(request => ActionWord().Match(request).Groups[1].Value)));
    }

    /// <summary>What a button calls the function with, the function takes, and answers where it was pressed.</summary>
    [Theory]
    [MemberData(nameof(Incidents))]
    public async Task EveryButton_IsUnderstood(string name)
    {
        Incident incident = await RecordedIncidents.PlayAsync(name);
        foreach (WidgetView view in Views(incident))
        {
            Assert.All(Requests(IncidentWidget.Write(IncidentReport.From(incident), SeenPlan.Of(incident.Proposal), view)), request =>
            {
                WidgetRequest read = WidgetRequestReader.Read(JsonElement.Parse(request[..^1] + ",\"widgetContext\":{}}"));

                Assert.Equal((null, incident.Instance, view.IsPopup), (read.Action?.Error?.Code, read.Action?.Request?.Instance, read.IsPopup));
                Assert.Equal(request.Contains("\"approve\"", StringComparison.Ordinal) ? SeenPlan.Of(incident.Proposal) : null, read.Seen);
            });
        }
    }

    [Fact]
    public async Task RollbackButton_NamesTheIncidentThatThePageShows()
    {
        Incident incident = await RecordedIncidents.PlayAsync("resolved");
        string page = IncidentWidget.Write(IncidentReport.From(incident), null, Views(incident)[0]);

        string button = Assert.Single(Requests(page), request => request.Contains("rollback", StringComparison.Ordinal));
        Assert.Contains($"\"incidentId\":\"{incident.Id}\"", button, StringComparison.Ordinal);
    }

    /// <summary>What would be refused has no button: a change for an outage goes back as the mode says, a prevention as prevention does, or else the mode.</summary>
    [Theory]
    [InlineData(false, ResponseMode.Observe, PreventionMode.Fix, false)]
    [InlineData(false, ResponseMode.Approve, PreventionMode.Off, true)]
    [InlineData(true, ResponseMode.Observe, PreventionMode.Report, false)]
    [InlineData(true, ResponseMode.Observe, PreventionMode.Approve, true)]
    [InlineData(true, ResponseMode.Observe, PreventionMode.Fix, true)]
    [InlineData(true, ResponseMode.Remediate, PreventionMode.Off, true)]
    public async Task RollbackButton_IsThereWhereTheRequestIsTaken(bool isPrevention, ResponseMode mode, PreventionMode prevention, bool isTaken)
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Fix } };
        await (isPrevention ? responder.AskAsync(ManualAction.Prevent) : responder.LineAsync());
        await responder.EndAsync(Reports.Inspected(isPrevention ? Machine.AtRisk : Machine.Broken));
        await responder.EndAsync(
            Reports.Remediated("#result step=apply status=changed reason=applied remedy=conf-available", isPrevention ? "#result step=recover status=recovered reason=reload" : "#result step=recover status=rebooting reason=reboot"),
            isPrevention ? Machine.Reloaded : Machine.Fixed);
        Incident incident = await responder.IncidentAsync();
        Assert.Equal(IncidentPhase.Resolved, incident.Phase);

        responder.Policy = new Policy { Mode = mode, Prevention = prevention };
        string page = IncidentWidget.Write(IncidentReport.From(incident), null, Views(incident)[0] with { Policy = responder.Policy });
        ReconcileResult asked = await responder.AskAsync(ManualAction.Rollback);

        Assert.Equal((isTaken, isTaken), (Requests(page).Any(request => request.Contains("rollback", StringComparison.Ordinal)), !asked.IsRefusal));
    }

    [Theory]
    [InlineData(PreventionMode.Off, "inspect", "Inspect again")]
    [InlineData(PreventionMode.Report, "inspect", "Inspect again")]
    [InlineData(PreventionMode.Approve, "prevent", "Plan the change")]
    [InlineData(PreventionMode.Fix, "prevent", "Remove the risk")]
    public void AtRisk_HasTheButtonThatFitsTheMode(PreventionMode prevention, string action, string label)
    {
        WidgetView view = Views(SampleIncident.Of(1))[0] with { Policy = new Policy { Prevention = prevention } };
        string page = FleetWidget.Write(new FleetView([], [], 0) { Tally = AtRisk(1) }, view);

        Assert.Equal([$$"""{"action":"{{action}}","instanceId":"i-00000000000000001","display":"popup"}"""], Requests(page));
        Assert.Contains($">{label}</a>", page, StringComparison.Ordinal);
        Assert.Contains("logind removes the accept mutex", page, StringComparison.Ordinal);
        Assert.Contains(" · looked at 5", page, StringComparison.Ordinal);
    }

    [Fact]
    public void AtRisk_WhatOnlyAPersonCanMend_HasNoButtonToMendIt()
    {
        string page = FleetWidget.Write(new FleetView([], [], 0) { Tally = AtRisk(1, RiskKind.ConfigurationBroken) }, Views(SampleIncident.Of(1))[0]);

        Assert.Contains("\"action\":\"inspect\"", Assert.Single(Requests(page)), StringComparison.Ordinal);
    }

    /// <summary>Its plan would be refused: our line does not reach a mutex that is set by its name.</summary>
    [Fact]
    public void AtRisk_WhatOurLineDoesNotReach_HasNoButtonToMendIt()
    {
        string page = FleetWidget.Write(new FleetView([], [], 0) { Tally = AtRisk(1, RiskKind.ModuleMutexesRemovable, RiskKind.AcceptMutexSetByName) }, Views(SampleIncident.Of(1))[0]);

        Assert.Contains("\"action\":\"inspect\"", Assert.Single(Requests(page)), StringComparison.Ordinal);
    }

    [Fact]
    public void AtRisk_ManyAreFolded_AndThoseWithoutARowAreCounted()
    {
        Incident open = SampleIncident.Of(1);
        string page = FleetWidget.Write(new FleetView([ListedIncident.Of(open)], [], 0) { Tally = AtRisk(60) }, Views(open)[0]);

        // One of them has its incident's row already.
        Assert.Equal(FleetTally.MaxNamed, Requests(page).Length);
        Assert.Contains($"<summary>{FleetTally.MaxNamed - 1 - FleetView.RowsAtOnce} more</summary>", page, StringComparison.Ordinal);
        Assert.Contains("and 10 more", page, StringComparison.Ordinal);
        Assert.Contains("60 at risk", page, StringComparison.Ordinal);
    }

    [Fact]
    public void AtRisk_None_SaysSo()
    {
        WidgetView view = Views(SampleIncident.Of(1))[0];

        Assert.Contains("No machine is known to be at risk. Opted-in instances: 3.", FleetWidget.Write(new FleetView([], [], 0) { Tally = new FleetTally { SafeCount = 3 } }, view), StringComparison.Ordinal);
        Assert.DoesNotContain("at risk", FleetWidget.Write(new FleetView([], [], 0), view), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task OtherPlan_IsToldInWhatItDiffers()
    {
        Incident incident = await RecordedIncidents.PlayAsync("awaiting-approval");
        SeenPlan seen = new(new BootId(Guid.Empty), incident.Proposal!.ExpectedConfigHash, new ParentIdentity(1, 2));
        WidgetNotice notice = new(MutexResponder.Requests.ManualAction.Approve, "other-plan", "", seen.ChangesTo(incident.Proposal));
        string page = IncidentWidget.Write(IncidentReport.From(incident), SeenPlan.Of(incident.Proposal), Views(incident)[0], notice: notice);

        Assert.Contains("the plan that waits now is another one", page, StringComparison.Ordinal);
        Assert.Contains("The machine has been rebooted since.", page, StringComparison.Ordinal);
        Assert.Contains("Apache has been started or stopped since.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("configuration has changed since", page, StringComparison.Ordinal);
        Assert.Equal([PlanChange.AnotherChange], SeenPlan.Of(incident.Proposal)!.ChangesTo(incident.Proposal));
    }

    /// <summary>Who pressed it as the second one has let nothing through.</summary>
    [Theory]
    [InlineData("inspecting", ManualAction.Approve, "Approved. The instance is inspected once more")]
    [InlineData("remediating", ManualAction.Approve, "This plan was approved before.")]
    [InlineData("remediating", ManualAction.Reject, "Rejected. Nothing is changed.")]
    public async Task Notice_TellsWhatBecameOfTheAnswer(string name, ManualAction action, string told)
    {
        Incident incident = await RecordedIncidents.PlayAsync(name);
        string page = IncidentWidget.Write(IncidentReport.From(incident), null, Views(incident)[0], notice: new WidgetNotice(action, null, "", []));

        Assert.Contains($"<div class=\"notice\" role=\"status\"><p>{told}", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Fleet_OfAThousand_IsPagedAndBounded()
    {
        ListedIncident[] open = [.. Enumerable.Range(1, 1_000).Select(n => ListedIncident.Of(SampleIncident.Of(n)))];
        WidgetView view = Views(SampleIncident.Of(1))[0];
        HashSet<string> shown = [];
        int from = 0;
        for (; from < open.Length; from += FleetView.PageLength)
        {
            string page = FleetWidget.Write(new FleetView(open, [], from), view);
            Assert.InRange(page.Length, 1, WidgetView.MaxChars);
            shown.UnionWith(Instance().Matches(page).Select(match => match.Value));
            Assert.Equal(from + FleetView.PageLength < open.Length, Requests(page).Contains($$"""{"widget":"fleet","from":{{from + FleetView.PageLength}}}"""));
        }

        Assert.Equal(open.Length, shown.Count);
    }

    /// <summary>However long the others have waited, and whatever they wait for; seen at once, where rows unfold.</summary>
    [Theory]
    [InlineData(IncidentGoal.Rollback)]
    [InlineData(IncidentGoal.Prevent)]
    public void Fleet_OutagesStandBeforeTheOthers(IncidentGoal goal)
    {
        Incident Other(int number) => (SampleIncident.Of(number) with { OpenedAt = SampleIncident.Opening.AddHours(-number) }).For(goal);
        ListedIncident[] open =
        [
            .. Enumerable.Range(10, FleetView.PageLength).Select(number => ListedIncident.Of(Other(number).In(IncidentPhase.AwaitingApproval, at: SampleIncident.Opening))),
            ListedIncident.Of(SampleIncident.Of(2)),
            ListedIncident.Of(SampleIncident.Of(1).In(IncidentPhase.AwaitingApproval, at: SampleIncident.Opening)),
        ];
        ListedIncident[] ended =
        [
            .. Enumerable.Range(200, 2 * FleetView.RowsAtOnce).Select(number => ListedIncident.Of(Other(number).In(IncidentPhase.Escalated, "observed", at: SampleIncident.Opening.AddHours(1)))),
            ListedIncident.Of(SampleIncident.Of(3).In(IncidentPhase.Escalated, "not-recovered", at: SampleIncident.Opening)),
        ];

        string[] shown = [.. Instance().Matches(FleetWidget.Write(new FleetView(open, ended, 0), Views(SampleIncident.Of(1))[0])).Select(match => match.Value)];

        Assert.Equal([SampleIncident.InstanceOf(1).Value, SampleIncident.InstanceOf(2).Value], shown.Take(2));
        Assert.Equal(SampleIncident.InstanceOf(3).Value, shown[FleetView.PageLength]);
    }

    [Fact]
    public void Incident_WithTheLongestEvidence_IsBounded_AndLeadsToWhatIsCut()
    {
        // Every row of the table of semaphores becomes a row on both sides, the longest that a step's 24,000 characters can make of a page.
        Recording before = Recording.Load("removed-prefork-orphan");
        string Longest(Recording recording)
        {
            string[] listing = recording.Lines("ipcs");
            int rowCount = (24_000 - recording.ToString().Length) / "|0x00000000 1000       webapp     600        1         \n".Length;
            return recording.With("ipcs", [.. listing, .. Enumerable.Range(1000, rowCount).Select(n => $"0x00000000 {n}       webapp     600        1         ")]).ToString();
        }

        Incident incident = SampleIncident.Of(1).Seeing(Longest(before)).Having("", Longest(Recording.Load("fixed-and-running"))).In(IncidentPhase.Resolved, "recovered");
        IncidentReport report = IncidentReport.From(incident);
        foreach (WidgetView view in Views(incident))
        {
            string page = IncidentWidget.Write(report, null, view);
            PassesWhole(page);
            foreach (string section in Requests(page).Select(request => SectionWord().Match(request).Groups[1].Value).Where(section => section.Length > 0))
            {
                string alone = IncidentWidget.Write(report, null, view, section);
                PassesWhole(alone);
                Assert.Contains("<section>", alone, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Incident_WithTheLongestStory_IsCut_AndLeadsToEachPartThatIsLeftOut()
    {
        string longest = new('<', 512);
        TimelineEntry entry = new(
            SampleIncident.Opening, IncidentPhase.Inspecting, new Statement("longest", ("a", longest), ("b", longest), ("c", longest), ("d", longest)));
        Incident incident = SampleIncident.Of(1).Seeing(Recording.Load("removed-prefork-orphan").ToString()) with { Timeline = [.. Enumerable.Repeat(entry, Incident.MaxTimelineEntries)] };
        WidgetView view = Views(incident)[0];
        string page = IncidentWidget.Write(IncidentReport.From(incident), null, view);

        PassesWhole(page);
        string request = Assert.Single(Requests(page), request => request.Contains("\"section\":\"done\"", StringComparison.Ordinal));
        Assert.Contains("\"display\":\"popup\"", request, StringComparison.Ordinal);
        Assert.Contains("too long to be shown beside the others", page, StringComparison.Ordinal);

        string alone = IncidentWidget.Write(IncidentReport.From(incident), null, view, "done");
        PassesWhole(alone);
        Assert.Contains("the command below writes the whole report", alone, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Styles_StayBelowTheWidgetsOwnElement()
    {
        string css = StyleText().Match(FleetWidget.Write(new FleetView([], [], 0), Views(SampleIncident.Of(1))[0])).Groups[1].Value;

        Assert.All(Selectors().Matches(css), rule => Assert.All(
            rule.Groups[1].Value.Split(','), selector => Assert.StartsWith(".mutex-responder", selector.Trim(), StringComparison.Ordinal)));
        Assert.Contains(".mutex-responder:lang(ja) h2", css, StringComparison.Ordinal);
        Assert.DoesNotContain(".mutex-responder :", css, StringComparison.Ordinal);
        Assert.DoesNotContain("rem;", css, StringComparison.Ordinal);
        Assert.DoesNotContain("@media", css, StringComparison.Ordinal);
    }

    private static WidgetView[] Views(Incident incident) =>
    [
        .. from language in new[] { ReportLanguage.English, ReportLanguage.Japanese }
           from isDark in new[] { false, true }
           select new WidgetView(language, isDark, Arn, incident.OpenedAt.AddMinutes(5)) { IsPopup = isDark, Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Fix } },
    ];

    private static void PassesWhole(string page)
    {
        Assert.InRange(page.Length, 1, WidgetView.MaxChars);
        Assert.Empty(WidgetCleaning.Clean(page).Removed);
        using var reader = XmlReader.Create(new StringReader(page));
        while (reader.Read())
        {
        }
    }

    private static FleetTally AtRisk(int count, params RiskKind[] kinds) => Enumerable.Range(1, count)
        .Select(number => new FleetSchedule(TimeSpan.FromDays(1)).Looked(
            FleetSchedule.Found(SampleIncident.InstanceOf(number), SampleIncident.Opening), new Outlook.AtRisk([.. kinds.DefaultIfEmpty(RiskKind.AcceptMutexRemovable).Select(kind => new Risk(kind, [Statement.Quoted("read")]))]), SampleIncident.Opening))
        .Aggregate(new FleetTally(), (tally, entry) => tally.Add(entry));

    private static string[] Requests(string page) => [.. Calls().Matches(page).Select(match => System.Net.WebUtility.HtmlDecode(match.Groups[1].Value))];

    [GeneratedRegex("<cwdb-action[^>]*>([^<]*)</cwdb-action>")]
    private static partial Regex Calls();

    [GeneratedRegex("confirmation=\"([^\"]*)\"")]
    private static partial Regex Confirmation();

    [GeneratedRegex("\"action\":\"(\\w+)\"")]
    private static partial Regex ActionWord();

    [GeneratedRegex("\"section\":\"(\\w+)\"")]
    private static partial Regex SectionWord();

    [GeneratedRegex("(?<=mono\" translate=\"no\">)i-[0-9a-f]{17}")]
    private static partial Regex Instance();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleText();

    [GeneratedRegex(@"(?<=(?:^|[{}])\s*)([^{}@\s][^{}@]*)(?=\{[^{}]*\})", RegexOptions.Singleline)]
    private static partial Regex Selectors();
}
