using System.Text.Json;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Ports;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Lambda.Support;
using MutexResponder.Tests.Reporting;
using MutexResponder.Widgets;

namespace MutexResponder.Tests.Lambda.Routing;

/// <summary>A dashboard's events: pages change nothing, buttons are requests like any other.</summary>
public sealed class WidgetRouteTests : IDisposable
{
    private const string Context = """ "widgetContext":{"dashboardName":"web","locale":"en","theme":"dark","params":{"widget":"incident"},"forms":{"all":{"by":"aiko"}}} """;

    private readonly FunctionUnderTest _function = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _function.Dispose();

    [Fact]
    public async Task Describe_AnswersMarkdown()
    {
        FunctionReply reply = await _function.InvokeAsync("""{"describe":true}""");

        Assert.StartsWith("## Accept-Mutex Responder", JsonSerializer.Deserialize<string>(reply.ToJson()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fleet_Empty_SaysSo_AsAJsonString()
    {
        string page = await PageAsync($$"""{"widget":"fleet",{{Context}}}""");

        Assert.StartsWith("<div class=\"mutex-responder", page, StringComparison.Ordinal);
        Assert.Contains("No incident is open.", page, StringComparison.Ordinal);
        Assert.Contains("color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Empty(_function.Reconcile.Calls);
        Assert.Empty(_function.Fleet.Calls);
    }

    [Fact]
    public async Task Fleet_ShowsWhatIsKept_AndLooksAtNothing()
    {
        using FunctionUnderTest function = new(fleet: new(2) { Prevention = PreventionMode.Approve });
        await function.Fleet.TickAsync();
        await function.Fleet.EndAllAsync(Machine.AtRisk);
        int sent = function.Fleet.Sent.Count;

        string page = await PageAsync($$"""{"widget":"fleet",{{Context}}}""", function);

        Assert.Contains("2 at risk", page, StringComparison.Ordinal);
        Assert.Contains("Plan the change", page, StringComparison.Ordinal);
        Assert.Equal(sent, function.Fleet.Sent.Count);
        Assert.Empty(function.Reconcile.Calls);
    }

    [Fact]
    public async Task Fleet_WhoseStateCannotBeRead_ShowsTheIncidentsAllTheSame()
    {
        using FunctionUnderTest function = new(fleet: new(1) { IsStoreDown = true });

        string page = await PageAsync($$"""{"widget":"fleet",{{Context}}}""", function);

        Assert.Contains("No incident is open.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("cannot be read", page, StringComparison.Ordinal);
        Assert.Equal("aws-unavailable", Assert.Single(function.Captured.Having("exception")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Incidents_CannotBeRead_IsSaidOnThePageAndInTheLog()
    {
        using FunctionUnderTest function = new(listed: new UnreadIncidents());

        Assert.Contains("The incidents cannot be read at the moment.", await PageAsync($$"""{"widget":"fleet",{{Context}}}""", function), StringComparison.Ordinal);
        Assert.Equal("aws-unavailable", Assert.Single(function.Captured.Having("exception")).GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData(""" "widgetContext":{"locale":"ja"} """, "対応中のインシデントはない")]
    [InlineData(""" "lang":"en","widgetContext":{"locale":"ja"} """, "No incident is open.")]
    [InlineData(""" "lang":"xx","widgetContext":{"locale":7,"theme":[],"forms":"x","params":3} """, "No incident is open.")]
    public async Task Fleet_SpeaksTheViewersLanguage(string more, string text) =>
        Assert.Contains(text, await PageAsync($$"""{"widget":"fleet",{{more}}}"""), StringComparison.Ordinal);

    [Fact]
    public async Task Incident_Newest_IsTheOneThatNeedsAPersonMost()
    {
        await AddAsync(await RecordedIncidents.PlayAsync("remediating"), 1);
        Incident waiting = await AddAsync(await RecordedIncidents.PlayAsync("awaiting-approval"), 2);

        Assert.Contains(waiting.Id.ToString(), await PageAsync($$"""{"widget":"incident","incidentId":"newest",{{Context}}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incident_Newest_WhereNoneIsOpen_IsOneThatEnded()
    {
        Incident ended = await AddAsync(await RecordedIncidents.PlayAsync("resolved"), 1);

        Assert.Contains(ended.Id.ToString(), await PageAsync($$"""{"widget":"incident","incidentId":"newest",{{Context}}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incident_Newest_WhereThereIsNone_SaysSo() =>
        Assert.Contains("No incident yet", await PageAsync($$"""{"widget":"incident","incidentId":"newest",{{Context}}}"""), StringComparison.Ordinal);

    [Fact]
    public async Task Incident_NoneOfThatId_SaysSo() =>
        Assert.Contains("There is no such incident", await PageAsync($$"""{"widget":"incident","incidentId":"mr-20260825T205154Z-i-0abc1234def567890",{{Context}}}"""), StringComparison.Ordinal);

    [Theory]
    [InlineData("MR-20260825T205154Z-I-0ABC1234DEF567890")]
    [InlineData("mr-20260825T205154Z-i-0abc")]
    [InlineData("<b>1</b>")]
    public async Task Incident_MistypedId_SaysSo_AndShowsNoOther(string typed)
    {
        Incident waiting = await AddAsync(await RecordedIncidents.PlayAsync("awaiting-approval"), 1);

        string page = await PageAsync($$"""{"widget":"incident","incidentId":"{{typed}}",{{Context}}}""");

        Assert.Contains("There is no such incident", page, StringComparison.Ordinal);
        Assert.Contains(System.Net.WebUtility.HtmlEncode(typed), page, StringComparison.Ordinal);
        Assert.DoesNotContain(waiting.Id.ToString(), page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData(" Newest ")]
    public async Task Incident_NoId_ShowsTheOneThatNeedsAPerson(string typed)
    {
        Incident waiting = await AddAsync(await RecordedIncidents.PlayAsync("awaiting-approval"), 1);

        Assert.Contains(waiting.Id.ToString(), await PageAsync($$"""{"widget":"incident","incidentId":"{{typed}}",{{Context}}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incident_IdAmongBlanks_IsFound()
    {
        Incident ended = await AddAsync(await RecordedIncidents.PlayAsync("resolved"), 1);
        await AddAsync(await RecordedIncidents.PlayAsync("awaiting-approval"), 2);

        Assert.Contains(ended.Id.ToString(), await PageAsync($$"""{"widget":"incident","incidentId":" {{ended.Id}} ",{{Context}}}"""), StringComparison.Ordinal);
    }

    /// <summary>What its buttons would ask for is to be asked for on the page of the one that has followed it.</summary>
    [Fact]
    public async Task Incident_ThatAnotherHasFollowed_HasNoButtons()
    {
        Incident ended = await AddAsync(await RecordedIncidents.PlayAsync("escalated-observe"), 1);
        string request = $$"""{"widget":"incident","incidentId":"{{ended.Id}}",{{Context}}}""";
        Assert.Contains("cwdb-action", await PageAsync(request), StringComparison.Ordinal);

        Incident next = SampleIncident.Of(1) with { Id = IncidentId.Of(ended.OpenedAt.AddHours(1), ended.Instance), Version = 2 };
        Assert.Equal(SaveOutcome.Saved, await _function.Incidents.TrySaveAsync(next, 1, new SlotChange { Replaced = ended }, Cancellation));
        string page = await PageAsync(request);

        Assert.Contains(ended.Id.ToString(), page, StringComparison.Ordinal);
        Assert.DoesNotContain("cwdb-action", page, StringComparison.Ordinal);
    }

    /// <summary>What a page of another version may send besides.</summary>
    [Theory]
    [InlineData(""" "seen":[1,2,3] """)]
    [InlineData(""" "seen":["none"] """)]
    [InlineData(""" "seen":"none" """)]
    [InlineData(""" "section":7,"from":"x","display":{} """)]
    public async Task Button_WithSomethingBesidesThatIsNotUnderstood_IsItsRequest(string more)
    {
        Incident waiting = await AddAsync(await RecordedIncidents.PlayAsync("awaiting-approval"), 0);
        await PageAsync($$"""{"action":"inspect","instanceId":"{{waiting.Instance}}",{{more}},{{Context}}}""");

        Assert.Equal(ManualAction.Inspect, Assert.Single(_function.Reconcile.Calls).Trigger.Request!.Action);
    }

    [Fact]
    public async Task Button_IsTheManualRequest_SignedAsClaimed()
    {
        Incident waiting = await AddAsync(await RecordedIncidents.PlayAsync("awaiting-approval"), 0);
        string request = $$"""{"action":"approve","instanceId":"{{waiting.Instance}}","incidentId":"{{waiting.Id}}","plan":"{{waiting.Proposal!.Digest}}","seen":["00000000-0000-0000-0000-000000000000","{{new string('a', 64)}}","none"],{{Context}}}""";

        await PageAsync(request);

        ManualRequest asked = Assert.Single(_function.Reconcile.Calls).Trigger.Request!;
        Assert.Equal((ManualAction.Approve, (IncidentId?)waiting.Id, waiting.Proposal.Digest, "aiko, dashboard web", false), (asked.Action, asked.IncidentId, asked.Plan!.Value, asked.By, asked.IsFromRunbook));
    }

    [Fact]
    public async Task Button_Followed_SaysSo()
    {
        Incident waiting = await AddAsync(await RecordedIncidents.PlayAsync("awaiting-approval"), 0);

        Assert.Contains("Asked for. The page shows how it goes on.", await PageAsync($$"""{"action":"inspect","instanceId":"{{waiting.Instance}}",{{Context}}}"""), StringComparison.Ordinal);
    }

    /// <summary>What has changed is said of another plan that waits, and of what the page showed.</summary>
    [Theory]
    [InlineData("other-plan", "awaiting-approval", true, true)]
    [InlineData("other-plan", "awaiting-approval", false, false)]
    [InlineData("other-plan", "inspecting", true, false)]
    [InlineData("nothing-waits", "awaiting-approval", true, false)]
    public async Task Button_Refused_SaysSo_AndWhatHasChangedSinceThePage(string code, string name, bool hasSeen, bool saysChange)
    {
        _function.Reconcile.Refuse(code, "no");
        SeenPlan seen = SeenPlan.Of((await RecordedIncidents.PlayAsync("awaiting-approval")).Proposal)! with { BootId = new BootId(Guid.Empty) };
        Incident now = await AddAsync(await RecordedIncidents.PlayAsync(name), 0);

        string page = await PageAsync($$"""{"action":"approve","instanceId":"{{now.Instance}}","incidentId":"{{now.Id}}","plan":"3f9a1c2b4d5e",{{(hasSeen ? $"\"seen\":{seen.ToJson()}," : "")}}{{Context}}}""");

        Assert.Contains("Not approved.", page, StringComparison.Ordinal);
        Assert.Equal(saysChange, page.Contains("The machine has been rebooted since.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"action":"approve","instanceId":"i-0abc1234def567890","oops":1,"widgetContext":{}}""", "Unknown field")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","wait":true,"widgetContext":{}}""", "no button")]
    [InlineData("""{"action":"sweep","widgetContext":{}}""", "no button")]
    [InlineData("""{"action":"inspect","widgetContext":{}}""", "instanceId")]
    public async Task Button_ThatNoPageMakes_IsRefusedAndAsksNothing(string request, string says)
    {
        Assert.Contains(says, await PageAsync(request), StringComparison.Ordinal);
        Assert.Empty(_function.Reconcile.Calls);
    }

    [Fact]
    public async Task Button_InTheWidgetsOwnParameters_IsNotRepeatedByRefresh()
    {
        Incident waiting = await AddAsync(await RecordedIncidents.PlayAsync("awaiting-approval"), 0);
        string page = await PageAsync($$$$"""{"action":"inspect","instanceId":"{{{{waiting.Instance}}}}","widgetContext":{"params":{"action":"inspect"}}}""");

        Assert.Contains("every refresh would repeat it", page, StringComparison.Ordinal);
        Assert.Empty(_function.Reconcile.Calls);
    }

    [Fact]
    public async Task AnswersAlias_DrawsNothing()
    {
        _function.FunctionArn += ":answers";

        FunctionReply reply = await _function.InvokeAsync($$"""{"widget":"fleet",{{Context}}}""");

        Assert.Equal((Outcome.Refused, "answers-only"), (reply.Outcome, reply.Reason));
    }

    [Theory]
    [InlineData("html", "<!DOCTYPE html>")]
    [InlineData("markdown", "# ")]
    public async Task Report_GivesTheFileAsText(string format, string beginning)
    {
        Incident ended = await AddAsync(await RecordedIncidents.PlayAsync("resolved"), 0);

        FunctionReply reply = await _function.InvokeAsync($$"""{"action":"report","incidentId":"{{ended.Id}}","format":"{{format}}","lang":"ja"}""");

        string text = reply.Report!.Value.GetString()!;
        Assert.StartsWith(beginning, text, StringComparison.Ordinal);
        Assert.Contains(ended.Id.ToString(), text, StringComparison.Ordinal);
        Assert.Contains("復旧", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_AsJson_IsTheObject()
    {
        Incident ended = await AddAsync(await RecordedIncidents.PlayAsync("resolved"), 0);

        FunctionReply reply = await _function.InvokeAsync($$"""{"action":"report","incidentId":"{{ended.Id}}","format":"json"}""");

        Assert.Equal(ended.Id.ToString(), reply.Report!.Value.GetProperty("report").GetProperty("incidentId").GetString());
    }

    [Theory]
    [InlineData("""{"action":"report","incidentId":"mr-20260825T205154Z-i-0abc1234def567890"}""", "unknown-incident")]
    [InlineData("""{"action":"report","incidentId":"x"}""", "bad-value")]
    [InlineData("""{"action":"report","instanceId":"i-0abc1234def567890","format":"pdf"}""", "bad-value")]
    [InlineData("""{"action":"report","instanceId":"i-0abc1234def567890","lang":"fr"}""", "bad-value")]
    [InlineData("""{"action":"report","instanceId":"i-0abc1234def567890","wait":true}""", "unexpected-field")]
    [InlineData("""{"action":"inspect","instanceId":"i-0abc1234def567890","format":"html"}""", "unexpected-field")]
    [InlineData("""{"action":"report"}""", "missing-field")]
    public async Task Report_OfNothing_IsRefused(string request, string code)
    {
        FunctionReply reply = await _function.InvokeAsync(request);

        Assert.Equal((Outcome.Refused, code), (reply.Outcome, reply.Error!.Code));
    }

    private async Task<string> PageAsync(string request, FunctionUnderTest? function = null) =>
        JsonSerializer.Deserialize<string>((await (function ?? _function).InvokeAsync(request)).ToJson())!;

    /// <summary>The record as it stands, on an instance of its own where a number is given.</summary>
    private async Task<Incident> AddAsync(Incident incident, int number)
    {
        Incident first = (number > 0 ? incident with { Instance = SampleIncident.InstanceOf(number), Id = IncidentId.Of(incident.OpenedAt, SampleIncident.InstanceOf(number)) } : incident) with { Version = 1 };
        Assert.Equal(SaveOutcome.Saved, await _function.Incidents.TrySaveAsync(first, 0, SlotChange.None, Cancellation));
        return first;
    }
}
