using System.Text.Json;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Infra.Support;
using MutexResponder.Tests.Lambda.Support;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Lambda.Routing;

/// <summary>Who asks is answered in the stack's language; an event, which nobody reads the answer to, costs no look into the words' files.</summary>
public sealed class RepliesInWordsTests
{
    private const string Tick = """{"source":"aws.events","detail-type":"Scheduled Event","detail":{}}""";
    private static readonly InstanceId Known = FunctionUnderTest.Known;

    [Fact]
    public async Task Events_OfEveryKind_ReadNoWords()
    {
        var unread = new ReportLanguage("xx", () => throw new InvalidOperationException("the words were read"));
        using FunctionUnderTest function = new(language: unread);

        FunctionReply[] replies =
        [
            await function.DeliverLogsAsync(Known.Value, signalCount: 0),
            await function.DeliverLogsAsync(Known.Value, signalCount: 2),
            await function.DeliverLogsAsync("no instance at all"),
            await function.InvokeAsync(Tick),
            await function.InvokeAsync("""{"source":"aws.ec2","detail-type":"EC2 Instance State-change Notification","detail":{}}"""),
        ];

        Assert.Equal(
            ["reply-no-signal(count: 5)", $"quoted(text: {Known} stands at Inspecting.)", "reply-stream-names-none(stream: no instance at all)", "reply-nothing-unfinished", "reply-other-event(type: EC2 Instance State-change Notification, source: aws.ec2)"],
            replies.Select(reply => reply.Summary));
        await Assert.ThrowsAsync<InvalidOperationException>(() => function.InvokeAsync($$"""{"action":"status","instanceId":"{{Known}}"}"""));
    }

    /// <summary>The log has what is said as data, so that it can be searched and put into words later.</summary>
    [Fact]
    public async Task Log_OfAnEvent_HasTheStatement()
    {
        using FunctionUnderTest function = new();

        await function.DeliverLogsAsync(Known.Value, signalCount: 0);

        JsonElement told = Assert.Single(function.Captured.Having("told")).GetProperty("told");
        Assert.Equal(("reply-no-signal", 5), (told.GetProperty("code").GetString(), told.GetProperty("with").GetProperty("count").GetInt32()));
    }

    /// <summary>A tool may speak English alone; the core and the function speak the stack's language, and read no other for a line of the log.</summary>
    [Theory]
    [InlineData("src/MutexResponder")]
    [InlineData("src/MutexResponder.Lambda")]
    public void Sources_SayNothingInEnglishAlone(string folder) =>
        Assert.DoesNotContain(RepositoryFiles.ReadAll(folder, "*.cs"), text => text.Contains(".InEnglish", StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"action":"status","instanceId":"i-0ffffffffffffffff","colour":"red"}""", "unknown-field", "「colour」という項目はない。")]
    [InlineData("""{"action":"inspect","instanceId":"i-0ffffffffffffffff"}""", "unknown-instance", "このアカウントとリージョンにインスタンス i-0ffffffffffffffff は存在しない。")]
    [InlineData("""{"action":"report","instanceId":"i-0abc1234def567890"}""", "unknown-incident", "i-0abc1234def567890 のインシデントの記録はない。発生していないか、保存期間が過ぎている。")]
    [InlineData("""{"action":"report","incidentId":"mr-20260825T205154Z-i-0abc1234def567890"}""", "unknown-incident", "インシデント mr-20260825T205154Z-i-0abc1234def567890 の記録はない。存在しないか、保存期間が過ぎている。")]
    public async Task Refusal_InJapanese(string request, string code, string message)
    {
        using FunctionUnderTest function = new(language: ReportLanguage.Japanese);

        FunctionReply reply = await function.InvokeAsync(request);

        Assert.Equal((code, message, message), (reply.Error!.Code, reply.Error.Message, reply.Summary));
    }

    [Fact]
    public async Task Sweep_InJapanese()
    {
        using FunctionUnderTest function = new(language: ReportLanguage.Japanese);

        FunctionReply reply = await function.InvokeAsync("""{"action":"sweep"}""");

        Assert.StartsWith("対象インスタンス 0 台", reply.Summary, StringComparison.Ordinal);
    }

    /// <summary>The data beside the OpsItem's text too.</summary>
    [Fact]
    public async Task Reconciled_InJapanese()
    {
        var responder = new Responder();
        await responder.AskAsync(MutexResponder.Requests.ManualAction.Inspect, "aiko");
        Incident incident = await responder.IncidentAsync();

        Assert.Equal("調査の依頼: aiko（依頼に書かれた名前。確認は取れていない）。", ReportLanguage.Japanese.Words.Say(incident.Timeline[0].Told));
        Assert.Equal(
            $"{incident.Instance}: 調査中。調査の依頼: aiko（依頼に書かれた名前。確認は取れていない）。",
            ReportLanguage.Japanese.Words.Say((await responder.AskAsync(MutexResponder.Requests.ManualAction.Status, "aiko")).Told));
    }
}
