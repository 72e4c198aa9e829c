using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Amazon.SimpleSystemsManagement.Model;
using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Aws;
using MutexResponder.Lab.Aws.DynamoDb;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Aws.Sns;
using MutexResponder.Lambda.Store;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Lab;
using MutexResponder.Tests.Lambda.Support;

namespace MutexResponder.Tests.Lambda;

/// <summary>Each part gets what the stack sets for it: the real process, and an AWS of the test's own in which an outage has a known remedy.</summary>
public sealed class CompositionTests
{
    private const string KillSwitch = "/ops/stop";
    private const string Calendar = "freeze";
    private const string OnCall = "arn:aws:sns:us-east-1:123456789012:on-call";
    private const string Chat = "arn:aws:sns:us-east-1:123456789012:chat";
    private const string AnyJapanese = "[ぁ-んァ-ヶ一-龠]";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("off", false, "yes", "Escalated", "calendar-closed")]
    [InlineData("off", true, "no", "Escalated", "not-opted-in")]
    [InlineData("off", true, "yes", "AwaitingApproval", "mode-approve")]
    public async Task Change_IsSubjectToWhoMayObject_AndToTheMode(string killSwitch, bool isOpen, string tag, string phase, string reason)
    {
        await using LabAws aws = await StartAsync(killSwitch, isOpen, tag);
        await using BootstrapProcess process = Start(aws);

        JsonElement looked = await FindTheOutageAsync(aws);

        Assert.Equal((phase, reason), (looked.GetProperty("phase").GetString(), looked.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Incident_IsToldKeptAndCounted_AsTheStackSays()
    {
        await using LabAws aws = await StartAsync("on", isOpen: true, "yes");
        ConcurrentQueue<PublishedMessage> told = new();
        aws.Endpoint.Published = told.Enqueue;
        await using BootstrapProcess process = Start(aws);

        JsonElement looked = await FindTheOutageAsync(aws);
        DateTimeOffset endedAt = DateTimeOffset.UtcNow;
        Assert.Contains(IncidentTable.KeyOfFleet(LabAws.Web), KeysOf(aws)); // Its end is noted in the state of the fleet.
        await InvokeAsync(aws, EventShapes.Scheduled(endedAt));
        JsonElement report = await InvokeAsync(aws, $$"""{"action":"report","instanceId":"{{LabAws.Web}}","format":"markdown"}""");
        await process.TerminateAsync();
        await process.WaitForExitAsync();

        Assert.Equal(("command-ended", "Escalated", "kill-switch"), (looked.GetProperty("event").GetString(), looked.GetProperty("phase").GetString(), looked.GetProperty("reason").GetString()));

        // Told to both topics, each in its own form, in the stack's language and with its dashboard.
        Assert.Equal([(OnCall, true), (Chat, false)], told.Select(message => (message.TopicArn, message.Subject is not null)));
        Assert.All(told, message => Assert.Matches(AnyJapanese, message.Text));
        Assert.All(told, message => Assert.Contains("home?region=us-east-1#dashboards/dashboard/stack-board", message.Text, StringComparison.Ordinal));
        Assert.Contains($"arn:aws:ec2:us-east-1:123456789012:instance/{LabAws.Web}", told.Last().Text, StringComparison.Ordinal);
        OpsItem item = await OnlyItemAsync(aws);
        Assert.Matches(AnyJapanese, item.Title);
        Assert.EndsWith("#dashboards/dashboard/stack-board", item.OperationalData["console"].Value, StringComparison.Ordinal);
        Assert.Contains("stack-reject", item.OperationalData["/aws/automations"].Value, StringComparison.Ordinal);
        Assert.Matches(AnyJapanese, report.GetProperty("report").GetString());

        // Kept in the table, for as long as the stack says.
        Dictionary<string, AttributeValue> kept = (await aws.Clients.DynamoDb.GetItemAsync(StackTable.Name, new() { [IncidentTable.KeyAttribute] = new(IncidentTable.KeyOf(LabAws.Web)) }, Token)).Item;
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(kept[IncidentTable.ExpiresAtAttribute].N, CultureInfo.InvariantCulture));
        Assert.InRange(expiresAt - endedAt, TimeSpan.FromDays(9) - TimeSpan.FromHours(1), TimeSpan.FromDays(9) + TimeSpan.FromHours(1));
        Assert.Contains("fleet-walk", KeysOf(aws));
        Assert.Contains(KeysOf(aws), key => key.StartsWith("messages#2", StringComparison.Ordinal));

        Assert.All(["IncidentsEscalated", "OldestOpenIncidentAgeSeconds", "InstancesAtRisk"], metric => Assert.Contains($"\"Function\":\"responder\",\"{metric}\":", process.Output, StringComparison.Ordinal));
    }

    private static async Task<LabAws> StartAsync(string killSwitch, bool isOpen, string tag)
    {
        LabAws aws = await LabAws.StartAsync();
        aws.Endpoint.Parameters.Set(KillSwitch, killSwitch);
        aws.Endpoint.Calendars.Set(Calendar, isOpen);
        aws.Endpoint.AddDocument("stack-Inspect", LabAws.Document("""
            schemaVersion: "2.2"
            mainSteps: [{ name: collect, action: "aws:runShellScript", inputs: { timeoutSeconds: "60", runCommand: ["collect"] } }]
            """));
        aws.Endpoint.Register(
            new ScriptedMachine(LabAws.Web, _ => ScriptRun.Ended(0, Machine.Broken.ToString())), new InstanceProfile { Tags = ImmutableDictionary<string, string>.Empty.Add("Team", tag) });
        return aws;
    }

    private static BootstrapProcess Start(LabAws aws) => BootstrapProcess.StartInLambda(
        aws.Endpoint.Authority,
        ("AWS_ENDPOINT_URL", aws.Endpoint.Url.OriginalString),
        ("MUTEX_RESPONDER_MODE", "Approve"),
        ("MUTEX_RESPONDER_OPT_IN_TAG", "Team=yes"),
        ("MUTEX_RESPONDER_KILL_SWITCH_PARAMETER", KillSwitch),
        ("MUTEX_RESPONDER_CALENDARS", Calendar),
        ("MUTEX_RESPONDER_TABLE", aws.Endpoint.AddTable()),
        ("MUTEX_RESPONDER_RETENTION_DAYS", "9"),
        ("MUTEX_RESPONDER_TOPIC_ARN", OnCall),
        ("MUTEX_RESPONDER_CHAT_TOPIC_ARN", Chat),
        ("MUTEX_RESPONDER_DASHBOARD", "stack-board"),
        ("MUTEX_RESPONDER_APPROVE_RUNBOOK", "stack-approve"),
        ("MUTEX_RESPONDER_REJECT_RUNBOOK", "stack-reject"),
        ("MUTEX_RESPONDER_LANGUAGE", "ja"));

    /// <returns>The reply to the end of the inspection that a person asked for.</returns>
    private static async Task<JsonElement> FindTheOutageAsync(LabAws aws)
    {
        await InvokeAsync(aws, $$"""{"action":"remediate","instanceId":"{{LabAws.Web}}","by":"aiko"}""");
        return await InvokeAsync(aws, (await aws.Events.NextAsync()).Json);
    }

    private static Task<JsonElement> InvokeAsync(LabAws aws, string request) => InvokeAsync(aws, Encoding.UTF8.GetBytes(request));

    private static async Task<JsonElement> InvokeAsync(LabAws aws, ReadOnlyMemory<byte> payload)
    {
        InvocationResult result = await aws.Endpoint.Functions.InvokeAsync(payload, Token).WithinBound();
        Assert.False(result.IsError, result.PayloadText);
        return JsonElement.Parse(result.PayloadText);
    }

    /// <summary>Of the items of the table that were asked for or written.</summary>
    private static IEnumerable<string> KeysOf(LabAws aws) => aws.Endpoint.Journal.Calls.Where(call => call.Call.Service == "dynamodb").Select(call => call.Call.Target).OfType<string>();

    private static async Task<OpsItem> OnlyItemAsync(LabAws aws)
    {
        OpsItemSummary summary = Assert.Single((await aws.Ssm.DescribeOpsItemsAsync(new DescribeOpsItemsRequest(), Token)).OpsItemSummaries);
        return (await aws.Ssm.GetOpsItemAsync(new GetOpsItemRequest { OpsItemId = summary.OpsItemId }, Token)).OpsItem;
    }
}
