using System.Net;
using System.Text;
using System.Text.Json;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws.Events;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Routing;
using MutexResponder.Ports;
using MutexResponder.Reporting;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Lambda.Support;
using MutexResponder.Tests.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Lambda.Routing;

public sealed class ResponderFunctionTests
{
    private const string Tick = """{"source":"aws.events","detail-type":"Scheduled Event","detail":{}}""";
    private static readonly InstanceId Known = FunctionUnderTest.Known;
    private static readonly InstanceId Other = InstanceId.Parse("i-0ffffffffffffffff");

    [Fact]
    public async Task Logs_SignalsReachTheInstance()
    {
        using FunctionUnderTest function = new();

        FunctionReply reply = await function.DeliverLogsAsync(Known.Value, signalCount: 2);

        (InstanceId instance, Trigger trigger) = Assert.Single(function.Reconcile.Calls);
        Assert.Equal(Known, instance);
        Assert.Equal(TriggerKind.LogSignals, trigger.Kind);
        Assert.Equal(2, trigger.Signals.Length);
        Assert.Equal(("accepted", "log-delivery", "Inspecting", "mr-19700101T000000Z-" + Known, "because"), (reply.Outcome, reply.Event, reply.Phase, reply.IncidentId, reply.Reason));
    }

    [Fact]
    public async Task Logs_WithoutSignalCostNoCall()
    {
        using FunctionUnderTest function = new();

        FunctionReply reply = await function.DeliverLogsAsync("no instance at all", signalCount: 0);

        Assert.Equal(("ignored", "no-signal"), (reply.Outcome, reply.Reason));
        Assert.Equal(0, function.Instances.CallCount);
        Assert.Empty(function.Reconcile.Calls);
    }

    [Fact]
    public async Task Logs_OfAKnownInstance_AskEc2Once_AndAgainAfterAWhile()
    {
        using FunctionUnderTest function = new();

        await function.DeliverLogsAsync(Known.Value);
        await function.DeliverLogsAsync(Known.Value);

        Assert.Equal(1, function.Instances.CallCount);
        function.Time.Advance(Admissions.AdmissionLifetime);
        await function.DeliverLogsAsync(Known.Value);
        Assert.Equal(2, function.Instances.CallCount);
        Assert.Equal(3, function.Reconcile.Calls.Count);
    }

    [Fact]
    public async Task Logs_OfAnUnknownInstance_AskEc2Once_AndAgainAfterAWhile()
    {
        using FunctionUnderTest function = new();

        for (int i = 0; i < 60; i++)
        {
            Assert.Equal("unknown-instance", (await function.DeliverLogsAsync("i-00000000000000bad")).Reason);
        }

        Assert.Equal(1, function.Instances.CallCount);
        function.Time.Advance(Admissions.RefusalLifetime);
        await function.DeliverLogsAsync("i-00000000000000bad");
        Assert.Equal(2, function.Instances.CallCount);
        Assert.Empty(function.Reconcile.Calls);
    }

    [Theory]
    [InlineData("i-0abc1234def567890")]
    [InlineData("10.1.2.3")]
    public async Task Logs_OfAnInstanceThatIsNotOptedIn_CostOneLookUpAndOneLogLine_AndNoRecord(string logStream)
    {
        using FunctionUnderTest function = new();
        function.Instances.Addresses[System.Net.IPAddress.Parse("10.1.2.3")] = [Known];
        function.Instances.Tags.Clear();

        for (int i = 0; i < 60; i++)
        {
            FunctionReply reply = await function.DeliverLogsAsync(logStream);
            Assert.Equal(("ignored", "not-opted-in"), (reply.Outcome, reply.Reason));
        }

        Assert.Equal(1, function.Instances.CallCount);
        Assert.Empty(function.Reconcile.Calls);
        Assert.Single(function.Captured.Having("message"), line => line.GetProperty("message").GetString()!.Contains("not-opted-in", StringComparison.Ordinal));

        function.Instances.Tags["MutexResponder"] = "enabled";
        function.Time.Advance(Admissions.RefusalLifetime);
        await function.DeliverLogsAsync(logStream);
        Assert.Single(function.Reconcile.Calls);
    }

    [Theory]
    [InlineData("i-0abc1234def567890")]
    [InlineData("10.1.2.3")]
    public async Task Logs_ManyStreamsOfOneInstanceThatIsNotOptedIn_CostOneLookUp(string name)
    {
        using FunctionUnderTest function = new();
        function.Instances.Addresses[IPAddress.Parse("10.1.2.3")] = [Known];
        function.Instances.Tags.Clear();

        for (int i = 0; i < 60; i++)
        {
            Assert.Equal("not-opted-in", (await function.DeliverLogsAsync($"web/{name}/{i:x}")).Reason);
        }

        Assert.Equal(1, function.Instances.CallCount);
    }

    [Fact]
    public async Task Logs_MoreNamesThanAreRemembered_AreAskedForAgain()
    {
        using FunctionUnderTest function = new();
        await function.DeliverLogsAsync(Other.Value);
        for (int i = 1; i < Admissions.MaxRemembered; i++)
        {
            await function.DeliverLogsAsync($"web{i}");
        }

        await function.DeliverLogsAsync(Other.Value);
        Assert.Equal(1, function.Instances.CallCount);

        await function.DeliverLogsAsync("one more");
        await function.DeliverLogsAsync(Other.Value);
        Assert.Equal(2, function.Instances.CallCount);
    }

    [Theory]
    [InlineData(128, "")]
    [InlineData(129, "…")]
    public async Task Logs_LongName_IsQuotedCut(int length, string end)
    {
        using FunctionUnderTest function = new();

        FunctionReply reply = await function.DeliverLogsAsync(new string('w', length));

        Assert.Equal($"reply-stream-names-none(stream: {new string('w', 128)}{end})", reply.Summary);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Logs_MadeUpNames_CostFewLookUpsAMinute_AndShutNobodyOut(bool areAddresses)
    {
        using FunctionUnderTest function = new();
        function.Instances.Addresses[IPAddress.Parse("10.9.0.1")] = [Known];

        for (int i = 0; i < 3_000; i++)
        {
            string name = areAddresses ? $"10.1.{i / 256}.{i % 256}" : $"i-{i + 1:x17}";
            Assert.Equal("unknown-instance", (await function.DeliverLogsAsync(name)).Reason);
        }

        await function.DeliverLogsAsync(areAddresses ? "10.9.0.1" : Known.Value);

        Assert.Equal(Known, Assert.Single(function.Reconcile.Calls).Instance);
        Assert.Equal(Admissions.MaxLookUps + 1, function.Instances.CallCount);
    }

    [Fact]
    public async Task Logs_MadeUpNamesWhileNobodyCanBeListed_CostNoMoreAndTheDeliveryComesAgain()
    {
        using FunctionUnderTest function = new();
        for (int i = 0; i < Admissions.MaxLookUps; i++)
        {
            await function.DeliverLogsAsync($"i-{i + 1:x17}");
        }

        function.Instances.Failure = new RemoteCallException(RemoteCallFailure.Unavailable, "throttled");
        for (int i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<FunctionErrorException>(() => function.DeliverLogsAsync(Known.Value));
        }

        Assert.Equal(Admissions.MaxLookUps + 1, function.Instances.CallCount);
        function.Instances.Failure = null;
        function.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Outcome.Accepted, (await function.DeliverLogsAsync(Known.Value)).Outcome);
    }

    [Fact]
    public async Task Logs_ControlMessage()
    {
        using FunctionUnderTest function = new();

        FunctionReply reply = await function.InvokeAsync(Encoding.UTF8.GetString(EventShapes.LogProbe(function.Time.GetUtcNow())));

        Assert.Equal(("ignored", "control-message"), (reply.Outcome, reply.Reason));
    }

    [Fact]
    public async Task Logs_StreamNamesAnAddress()
    {
        using FunctionUnderTest function = new();
        function.Instances.Addresses[IPAddress.Parse("10.0.1.23")] = [Known];

        FunctionReply reply = await function.DeliverLogsAsync("ip-10-0-1-23.ec2.internal");

        Assert.Equal("accepted", reply.Outcome);
        Assert.Equal(Known, Assert.Single(function.Reconcile.Calls).Instance);
    }

    [Theory]
    [InlineData("i-0ffffffffffffffff", "unknown-instance", "i-0ffffffffffffffff")]
    [InlineData("web01", "no-instance", null)]
    [InlineData("10.9.9.9", "unknown-instance", null)]
    [InlineData("10.0.0.2", "ambiguous-instance", null)]
    public async Task Logs_NoInstanceToLookAt(string logStream, string reason, string? instance)
    {
        using FunctionUnderTest function = new();
        function.Instances.Addresses[IPAddress.Parse("10.0.0.2")] = [Known, Other];

        FunctionReply reply = await function.DeliverLogsAsync(logStream);

        Assert.Equal(("refused", reason, instance), (reply.Outcome, reply.Reason, reply.InstanceId));
        Assert.Empty(function.Reconcile.Calls);
        Assert.Contains(function.Captured.Having("level"), line => line.GetProperty("level").GetString() == "Warning" && line.GetProperty("reason").GetString() == reason);
        Assert.Contains(function.Captured.Having("Refusals"), line => line.GetProperty("Reason").GetString() == reason);
    }

    [Fact]
    public async Task Logs_Unreadable()
    {
        using FunctionUnderTest function = new();

        FunctionErrorException error = await Assert.ThrowsAsync<FunctionErrorException>(() => function.InvokeAsync("""{"awslogs":{"data":"%%%"}}"""));

        Assert.Equal(("InvalidEvent.bad-log-data", "awslogs.data is not base64"), (error.ErrorType, error.Message));
    }

    [Theory]
    [InlineData(RemoteCallFailure.Unavailable, "RemoteCall.aws-unavailable")]
    [InlineData(RemoteCallFailure.Denied, "RemoteCall.aws-denied")]
    public async Task Logs_AwsFails(RemoteCallFailure failure, string errorType)
    {
        using FunctionUnderTest function = new();
        function.Reconcile.Throw(new RemoteCallException(failure, "no"));

        FunctionErrorException error = await Assert.ThrowsAsync<FunctionErrorException>(() => function.DeliverLogsAsync(Known.Value));

        Assert.Equal(errorType, error.ErrorType);
    }

    [Fact]
    public async Task Command_Ended()
    {
        using FunctionUnderTest function = new();
        function.Reconcile.Answer(IncidentPhase.Resolved);

        FunctionReply reply = await function.InvokeAsync(
            $$$"""{"source":"aws.ssm","detail-type":"EC2 Command Invocation Status-change Notification","detail":{"command-id":"c-1","document-name":"stack-Inspect","instance-id":"{{{Known}}}","status":"Success"}}""");

        (InstanceId instance, Trigger trigger) = Assert.Single(function.Reconcile.Calls);
        Assert.Equal((Known, TriggerKind.CommandEnded, "c-1"), (instance, trigger.Kind, trigger.CommandId));
        Assert.Equal("Resolved", reply.Phase);
        Assert.Equal(0, function.Instances.CallCount);
    }

    /// <summary>The look that ended an incident was none of the fleet's: to ask for that costs each incident a call.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Command_Ended_TheFleetIsAskedOnlyWhereNoIncidentEndedOnIt(bool hasEnded, int expected)
    {
        using FunctionUnderTest function = new();
        function.Reconcile.Answer(IncidentPhase.Resolved, endedOn: hasEnded ? SampleIncident.LookOf(Recording.Load("fixed-and-running").ToString()) : null);

        await function.InvokeAsync(
            $$$"""{"source":"aws.ssm","detail-type":"EC2 Command Invocation Status-change Notification","detail":{"command-id":"c-1","document-name":"stack-Inspect","instance-id":"{{{Known}}}","status":"Success"}}""");

        Assert.Equal(expected, function.Fleet.Calls.GetValueOrDefault("GetItem"));
    }

    [Fact]
    public async Task Unrelated_IsAcknowledged()
    {
        using FunctionUnderTest function = new();

        FunctionReply reply = await function.InvokeAsync("""{"source":"aws.ec2","detail-type":"x","detail":{}}""");

        Assert.Equal(("ignored", "other-event"), (reply.Outcome, reply.Reason));
    }

    [Fact]
    public async Task Tick_NothingUnfinished()
    {
        using FunctionUnderTest function = new();

        Assert.Equal("nothing-unfinished", (await function.InvokeAsync(Tick)).Reason);
        Assert.Contains(function.Captured.Having("OldestOpenIncidentAgeSeconds"), line => line.GetProperty("OldestOpenIncidentAgeSeconds").GetDouble() == 0);
    }

    [Fact]
    public async Task Tick_OneFailureDoesNotStopTheOthers()
    {
        using FunctionUnderTest function = new(new ListedStore(Other, Known, Other));
        function.Reconcile.Answer(IncidentPhase.Inspecting).Throw(new InvalidOperationException("broken record")).Answer(IncidentPhase.Resolved);

        FunctionReply reply = await function.InvokeAsync(Tick);

        Assert.Equal(3, function.Reconcile.Calls.Count);
        Assert.All(function.Reconcile.Calls, call => Assert.Equal(TriggerKind.Tick, call.Trigger.Kind));
        Assert.Equal(["accepted", "failed", "accepted"], reply.Instances!.Select(instance => instance.Outcome));
        Assert.Equal("internal-error", reply.Instances![1].Reason);
        Assert.Equal(("some-failed", "reply-looked-at(looked: 3, all: 3, failed: 1)"), (reply.Reason, reply.Summary));
    }

    [Fact]
    public async Task Tick_PlanThatWaitsNoMore_IsNotTold()
    {
        using FunctionUnderTest function = new(new ListedStore(Known) { WaitsForPerson = true });
        function.Reconcile.Answer(IncidentPhase.Resolved);

        FunctionReply reply = await function.InvokeAsync(Tick);

        Assert.Empty(function.Captured.Having("PersonNeeded"));
        Assert.Equal((null, "reply-looked-at(looked: 1, all: 1, failed: 0)"), (reply.Reason, reply.Summary));
    }

    [Fact]
    public async Task Tick_ManyChangesCannotBeTold_LooksAllTheSame_AndTheLogSaysSo()
    {
        using FunctionUnderTest function = new(new ListedStore(Known), people: new ToldPeople { IsUnavailable = true });

        await function.InvokeAsync(Tick);

        Assert.Single(function.Reconcile.Calls);
        Assert.Equal("aws-unavailable", Assert.Single(function.Captured.Having("exception")).GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tick_CannotPutBack_LooksAtTheOthersAllTheSame_AndTheLogSaysSo(bool isTimeUp)
    {
        RemoteCallException unavailable = new(RemoteCallFailure.Unavailable, "no answer");
        using FunctionUnderTest function = new(new ListedStore(Known, Other) { WaitsForPerson = true, PutBackFailure = isTimeUp ? new OperationCanceledException() : unavailable });
        function.Reconcile.Throw(unavailable);

        FunctionReply reply = await function.InvokeAsync(Tick);

        Assert.Equal(["failed", "accepted"], reply.Instances!.Select(instance => instance.Outcome));
        Assert.Equal([Known.Value, Known.Value], function.Captured.Having("exception").Select(line => line.GetProperty("instance_id").GetString()));
    }

    [Fact]
    public async Task Manual_RefusedByTheIncident_IsAReplyWithTheReason()
    {
        using FunctionUnderTest function = new();
        function.Reconcile.Refuse("mode-observe", "Mode Observe changes nothing.");

        FunctionReply reply = await function.InvokeAsync($$"""{"action":"rollback","instanceId":"{{FunctionUnderTest.Known}}","wait":true}""");

        Assert.Equal((Outcome.Refused, "mode-observe", "Mode Observe changes nothing."), (reply.Outcome, reply.Error!.Code, reply.Summary));
        Assert.Single(function.Reconcile.Calls);
    }

    [Fact]
    public async Task Tick_TellsTheAgeOfTheOldestOpenIncident_AlsoOfOneThatCannotBeLookedAt()
    {
        InstanceId young = InstanceId.Parse("i-00000000000000002"), closed = InstanceId.Parse("i-00000000000000003");
        ListedStore store = new(FunctionUnderTest.Known, young, closed);
        using FunctionUnderTest function = new(store);
        DateTimeOffset now = function.Time.GetUtcNow();
        store.OpenedAt[FunctionUnderTest.Known] = now.AddMinutes(-10);
        function.Reconcile.Throw(new RemoteCallException(RemoteCallFailure.Unavailable, "no answer"))
            .Answer(IncidentPhase.AwaitingApproval, now.AddMinutes(-2))
            .Answer(IncidentPhase.Escalated, now.AddMinutes(-60));

        await function.InvokeAsync(Tick);

        JsonElement told = Assert.Single(function.Captured.Having("OldestOpenIncidentAgeSeconds"));
        Assert.Equal(600, told.GetProperty("OldestOpenIncidentAgeSeconds").GetDouble());
        Assert.Equal(FunctionUnderTest.Known.Value, told.GetProperty("instance_id").GetString());

        // One plan waits: the alarm holds until it is answered.
        Assert.Equal(1, Assert.Single(function.Captured.Having("PersonNeeded")).GetProperty("PersonNeeded").GetDouble());
    }

    [Fact]
    public async Task Tick_PlansThatWait_AreToldAlsoWhereNoneIsLookedAt()
    {
        // What waits is looked at again when it expires: none of the ticks until then sees more of it than its line in the list.
        ListedStore store = new(FunctionUnderTest.Known, Other) { WaitsForPerson = true, LookAt = DateTimeOffset.MaxValue };
        using FunctionUnderTest function = new(store);

        await function.InvokeAsync(Tick);

        Assert.Empty(function.Reconcile.Calls);
        Assert.Equal(2, Assert.Single(function.Captured.Having("PersonNeeded")).GetProperty("PersonNeeded").GetDouble());
    }

    [Fact]
    public async Task Tick_PreventionsThatWait_KeepNoAlarmOn()
    {
        ListedStore store = new(FunctionUnderTest.Known, Other) { WaitsForPerson = true, LookAt = DateTimeOffset.MaxValue, Preventions = { FunctionUnderTest.Known, Other } };
        using FunctionUnderTest function = new(store);

        await function.InvokeAsync(Tick);

        Assert.Empty(function.Captured.Having("PersonNeeded"));
        Assert.Equal(0, Assert.Single(function.Captured.Having("OldestOpenIncidentAgeSeconds")).GetProperty("OldestOpenIncidentAgeSeconds").GetDouble());
    }

    [Fact]
    public async Task Tick_PreventionThatWasLookedAtAndWaits_KeepsNoAlarmOn()
    {
        using FunctionUnderTest function = new(new ListedStore(Known) { Preventions = { Known } });
        function.Reconcile.Answer(IncidentPhase.AwaitingApproval, function.Time.GetUtcNow().AddHours(-1), goal: IncidentGoal.Prevent);

        await function.InvokeAsync(Tick);

        Assert.Single(function.Reconcile.Calls);
        Assert.Empty(function.Captured.Having("PersonNeeded"));
        Assert.Equal(0, Assert.Single(function.Captured.Having("OldestOpenIncidentAgeSeconds")).GetProperty("OldestOpenIncidentAgeSeconds").GetDouble());
    }

    [Fact]
    public async Task Tick_OutageAmongPreventionsThatWait_IsTold()
    {
        ListedStore store = new(FunctionUnderTest.Known, Other) { WaitsForPerson = true, LookAt = DateTimeOffset.MaxValue, Preventions = { Other } };
        using FunctionUnderTest function = new(store);
        store.OpenedAt[FunctionUnderTest.Known] = function.Time.GetUtcNow().AddMinutes(-10);

        await function.InvokeAsync(Tick);

        Assert.Equal(1, Assert.Single(function.Captured.Having("PersonNeeded")).GetProperty("PersonNeeded").GetDouble());
        Assert.Equal(600, Assert.Single(function.Captured.Having("OldestOpenIncidentAgeSeconds")).GetProperty("OldestOpenIncidentAgeSeconds").GetDouble());
    }

    [Fact]
    public async Task Tick_StoreUnavailable()
    {
        using FunctionUnderTest function = new(new ListedStore { Failure = new RemoteCallException(RemoteCallFailure.Unavailable, "no") });

        FunctionErrorException error = await Assert.ThrowsAsync<FunctionErrorException>(() => function.InvokeAsync(Tick));

        Assert.Equal("RemoteCall.aws-unavailable", error.ErrorType);
    }

    [Fact]
    public async Task Manual_Accepted()
    {
        using FunctionUnderTest function = new();
        function.Reconcile.Answer(IncidentPhase.NoAction);

        FunctionReply reply = await function.InvokeAsync($$"""{"action":"inspect","instanceId":"{{Known}}","by":"Yoko"}""");

        ManualRequest request = Assert.Single(function.Reconcile.Calls).Trigger.Request!;
        Assert.Equal(new ManualRequest(ManualAction.Inspect, Known, false, "Yoko"), request);
        Assert.Equal(("accepted", "NoAction", "mr-19700101T000000Z-" + Known), (reply.Outcome, reply.Phase, reply.IncidentId));
        Assert.NotEmpty(reply.Summary);
        Assert.Null(reply.Error);
    }

    [Theory]
    [InlineData("""{"action":"remediate","instanceId":"i-0abc1234def567890"}""", "manual")]
    [InlineData("""{"action":"rollback","instanceId":"i-0abc1234def567890","by":"aiko"}""", "manual")]
    [InlineData("""{"action":"sweep"}""", "manual")]
    [InlineData("""{"action":"approve","instanceId":"i-xyz"}""", "manual")]
    [InlineData("""{"awslogs":{"data":"QUJD"}}""", "log-delivery")]
    [InlineData("[]", "unknown")]
    public async Task AliasOfTheRunbooks_AnythingButAnAnswer_IsRefused(string payload, string named)
    {
        using FunctionUnderTest function = new();
        function.FunctionArn += ":" + ResponderFunction.AnswersAlias;

        FunctionReply reply = await function.InvokeAsync(payload);

        Assert.Equal((Outcome.Refused, "answers-only", named), (reply.Outcome, reply.Reason, reply.Event));
        Assert.Empty(function.Reconcile.Calls);
    }

    [Theory]
    [InlineData("responder:answers", true)]
    [InlineData("responder", false)]
    [InlineData("answers", false)]
    [InlineData("answers:other", false)]
    public async Task Answer_ThroughTheAliasOfTheRunbooks_IsFromARunbook(string name, bool isFromRunbook)
    {
        using FunctionUnderTest function = new();
        function.FunctionArn = "arn:aws:lambda:eu-west-1:123456789012:function:" + name;
        function.Reconcile.Answer(IncidentPhase.Inspecting);

        await function.InvokeAsync($$"""{"action":"approve","instanceId":"{{Known}}","incidentId":"mr-20260825T205154Z-{{Known}}","plan":"3f9a1c2b4d5e","by":"aiko"}""");

        Assert.Equal(isFromRunbook, Assert.Single(function.Reconcile.Calls).Trigger.Request!.IsFromRunbook);
    }

    [Theory]
    [InlineData("""{"action":"reboot"}""", "unknown-action", "inspect")]
    [InlineData("""{"action":"inspect","instanceId":"web01"}""", "bad-instance-id", null)]
    public async Task Manual_BadRequestIsAReply(string payload, string code, string? allowed)
    {
        using FunctionUnderTest function = new();

        FunctionReply reply = await function.InvokeAsync(payload);

        Assert.Equal(("refused", code, allowed), (reply.Outcome, reply.Error!.Code, reply.Error.Allowed?[0]));
        Assert.Empty(function.Reconcile.Calls);
    }

    [Fact]
    public async Task Manual_UnknownInstance()
    {
        using FunctionUnderTest function = new();

        FunctionReply reply = await function.InvokeAsync($$"""{"action":"remediate","instanceId":"{{Other}}"}""");

        Assert.Equal("unknown-instance", reply.Error!.Code);
        Assert.Empty(function.Reconcile.Calls);
    }

    [Fact]
    public async Task Manual_StatusAsksEc2Nothing()
    {
        using FunctionUnderTest function = new();

        await function.InvokeAsync($$"""{"action":"status","instanceId":"{{Other}}"}""");

        Assert.Equal(0, function.Instances.CallCount);
        Assert.Equal(ManualAction.Status, Assert.Single(function.Reconcile.Calls).Trigger.Request!.Action);
    }

    [Fact]
    public async Task Manual_AwsDenied()
    {
        using FunctionUnderTest function = new();
        function.Reconcile.Throw(new RemoteCallException(RemoteCallFailure.Denied, "ssm:SendCommand failed: not allowed"));

        FunctionReply reply = await function.InvokeAsync($$"""{"action":"inspect","instanceId":"{{Known}}"}""");

        Assert.Equal("aws-denied", reply.Error!.Code);
        Assert.Contains("ssm:SendCommand", reply.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_UntilTheIncidentEnds()
    {
        using FunctionUnderTest function = new();
        function.Reconcile.Answer(IncidentPhase.Inspecting).Answer(IncidentPhase.Remediating)
            .Throw(new RemoteCallException(RemoteCallFailure.Unavailable, "throttled")).Answer(IncidentPhase.Resolved);

        FunctionReply reply = await FinishAsync(function, function.InvokeAsync($$"""{"action":"remediate","instanceId":"{{Known}}","wait":true}"""));

        Assert.Equal("Resolved", reply.Phase);
        Assert.Equal([TriggerKind.Manual, TriggerKind.Tick, TriggerKind.Tick, TriggerKind.Tick], function.Reconcile.Calls.Select(call => call.Trigger.Kind));
        Assert.Equal("aws-unavailable", Assert.Single(function.Captured.Having("Failures")).GetProperty("Reason").GetString());
    }

    [Fact]
    public async Task Wait_ForTheStatus_AsksForItEachTime_AndRepliesWithTheReport()
    {
        Incident ended = await RecordedIncidents.PlayAsync("resolved");
        using FunctionUnderTest function = new();
        function.Reconcile.Answer(IncidentPhase.Inspecting).Answer(IncidentPhase.Resolved, record: ended);

        FunctionReply reply = await FinishAsync(function, function.InvokeAsync($$"""{"action":"status","instanceId":"{{Known}}","wait":true}"""));

        Assert.Equal([ManualAction.Status, ManualAction.Status], function.Reconcile.Calls.Select(call => call.Trigger.Request?.Action));
        Assert.StartsWith("# ", reply.Report!.Value.GetString(), StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetString(IncidentJson.Write(ended)), reply.Record!.Value.GetRawText());
        Assert.Equal(ReportSummary.Brief(IncidentReport.From(ended), ReportLanguage.English), reply.Summary);
    }

    [Fact]
    public async Task Wait_EndsWhereAPersonIsNeeded()
    {
        using FunctionUnderTest function = new();
        function.Reconcile.Answer(IncidentPhase.Inspecting).Answer(IncidentPhase.AwaitingApproval);

        FunctionReply reply = await FinishAsync(function, function.InvokeAsync($$"""{"action":"remediate","instanceId":"{{Known}}","wait":true}"""));

        Assert.Equal("AwaitingApproval", reply.Phase);
    }

    [Fact]
    public async Task Wait_EndsBeforeTheDeadline()
    {
        using FunctionUnderTest function = new();
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(5), function.Time);

        FunctionReply reply = await FinishAsync(function, function.InvokeAsync($$"""{"action":"inspect","instanceId":"{{Known}}","wait":true}""", deadline.Token));

        Assert.Equal(("accepted", "Inspecting"), (reply.Outcome, reply.Phase));
        Assert.Contains("The time to wait is up", reply.Summary, StringComparison.Ordinal);
        Assert.InRange(function.Reconcile.Calls.Count, 1, 3);
    }

    [Fact]
    public async Task Wait_EndsWhenAwsStaysAway()
    {
        using FunctionUnderTest function = new();
        RemoteCallException failure = new(RemoteCallFailure.Unavailable, "throttled");
        function.Reconcile.Answer(IncidentPhase.Inspecting).Throw(failure).Throw(failure).Throw(failure).Answer(IncidentPhase.Resolved);

        FunctionReply reply = await FinishAsync(function, function.InvokeAsync($$"""{"action":"inspect","instanceId":"{{Known}}","wait":true}"""));

        Assert.Equal("aws-unavailable", reply.Error!.Code);
    }

    [Fact]
    public async Task Payload_TooLarge()
    {
        using FunctionUnderTest function = new();

        FunctionErrorException error = await Assert.ThrowsAsync<FunctionErrorException>(() => function.InvokeAsync(Tick.PadRight(PayloadStream.MaxBytes + 1)));

        Assert.Equal("InvalidEvent.too-large", error.ErrorType);
    }

    [Fact]
    public async Task Payload_AsLargeAsLambdaDeliversOne_IsRead()
    {
        using FunctionUnderTest function = new();

        Assert.Equal("nothing-unfinished", (await function.InvokeAsync(Tick.PadRight(PayloadStream.MaxBytes))).Reason);
    }

    [Theory]
    [InlineData("nonsense", "InvalidEvent.not-json")]
    [InlineData("[]", "InvalidEvent.unknown-event")]
    public async Task Payload_OfNoEvent_IsAFunctionError(string payload, string errorType)
    {
        using FunctionUnderTest function = new();

        Assert.Equal(errorType, (await Assert.ThrowsAsync<FunctionErrorException>(() => function.InvokeAsync(payload))).ErrorType);
    }

    [Fact]
    public async Task Reply_LeavesOutWhatIsNotKnown()
    {
        using FunctionUnderTest function = new();

        FunctionReply reply = await function.InvokeAsync(Tick);

        Assert.Equal(
            """{"outcome":"ignored","event":"tick","reason":"nothing-unfinished","summary":"reply-nothing-unfinished"}""",
            JsonSerializer.Serialize(reply, ReplyJson.Readable.FunctionReply));
    }

    [Fact]
    public void Reply_IsReadableAsItIs()
    {
        FunctionReply reply = new() { Outcome = "accepted", Event = "manual", Summary = "Apache's site answers … サイトは応答している <80>" };

        Assert.Contains("Apache's site answers … サイトは応答している <80>", JsonSerializer.Serialize(reply, ReplyJson.Readable.FunctionReply), StringComparison.Ordinal);
    }

    private static Task<FunctionReply> FinishAsync(FunctionUnderTest function, Task<FunctionReply> reply) =>
        function.Time.AdvanceUntilEndAsync(TimeSpan.FromMilliseconds(500), reply);
}
