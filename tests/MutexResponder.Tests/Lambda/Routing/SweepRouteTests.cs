using System.Globalization;
using MutexResponder.Clearing;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Routing;
using MutexResponder.Ports;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Lambda.Support;

namespace MutexResponder.Tests.Lambda.Routing;

public sealed class SweepRouteTests
{
    private const string Sweep = """{"action":"sweep"}""";

    private static readonly InstanceId First = InstanceId.Parse("i-00000000000000001");
    private static readonly InstanceId Second = InstanceId.Parse("i-00000000000000002");

    [Fact]
    public async Task Sweep_AsksEachInstanceAndNeverWaits()
    {
        using FunctionUnderTest function = Fleet(First, Second);
        function.Reconcile.AnswerNone().Answer(IncidentPhase.Inspecting).AnswerNone().Answer(IncidentPhase.Inspecting);

        FunctionReply reply = await function.InvokeAsync(Sweep);

        Assert.Equal("accepted", reply.Outcome);
        Assert.Equal(
            [(First, ManualAction.Status), (First, ManualAction.Inspect), (Second, ManualAction.Status), (Second, ManualAction.Inspect)],
            function.Reconcile.Calls.Select(call => (call.Instance, call.Trigger.Request!.Action)));
        Assert.Equal(["Inspecting", "Inspecting"], reply.Instances!.Select(row => row.Phase));
        Assert.Empty(reply.AtRisk!);
        Assert.Contains("being inspected: 2 (started now: 2)", reply.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_AfterTheInspectionsEnded_ListsThoseAtRiskAndStartsNothing()
    {
        using FunctionUnderTest function = Fleet(First, Second);
        DateTimeOffset young = function.Time.GetUtcNow().AddMinutes(-2);
        function.Reconcile.Answer(IncidentPhase.NoAction, young, "at-risk").Answer(IncidentPhase.NoAction, young, "already-fixed");

        FunctionReply reply = await function.InvokeAsync(Sweep);

        AtRiskReply risk = Assert.Single(reply.AtRisk!);
        Assert.Equal(First.Value, risk.InstanceId);
        Assert.NotEmpty(risk.Summary);
        Assert.All(function.Reconcile.Calls, call => Assert.Equal(ManualAction.Status, call.Trigger.Request!.Action));
    }

    [Fact]
    public async Task Sweep_OldResult_IsMadeAgain()
    {
        using FunctionUnderTest function = Fleet(First);
        function.Reconcile.Answer(IncidentPhase.NoAction, function.Time.GetUtcNow() - SweepRoute.ResultLifetime, "at-risk").Answer(IncidentPhase.Inspecting);

        FunctionReply reply = await function.InvokeAsync(Sweep);

        Assert.Empty(reply.AtRisk!);
        Assert.Equal("Inspecting", Assert.Single(reply.Instances!).Phase);
    }

    [Fact]
    public async Task Sweep_OpenIncident_IsBroughtForwardAndNotAskedAnew()
    {
        using FunctionUnderTest function = Fleet(First);
        function.Reconcile.Answer(IncidentPhase.Inspecting).Answer(IncidentPhase.NoAction, null, "at-risk");

        FunctionReply reply = await function.InvokeAsync(Sweep);

        Assert.Single(reply.AtRisk!);
        Assert.Equal([TriggerKind.Manual, TriggerKind.Tick], function.Reconcile.Calls.Select(call => call.Trigger.Kind));
    }

    [Fact]
    public async Task Sweep_LargeFleet_StartsAtMostSoManyAndSaysWhatIsLeft()
    {
        InstanceId[] fleet = [.. Enumerable.Range(1, 60).Select(i => InstanceId.Parse(string.Create(CultureInfo.InvariantCulture, $"i-{i:x17}")))];
        using FunctionUnderTest function = Fleet(fleet);
        function.Reconcile.AnswerAs(trigger => trigger.Request?.Action == ManualAction.Inspect ? IncidentPhase.Inspecting : null);

        FunctionReply reply = await function.InvokeAsync("""{"action":"sweep","maxInstances":7}""");
        FunctionReply whole = await function.InvokeAsync(Sweep);

        Assert.Equal(7, reply.Instances!.Count);
        Assert.Contains("left to the next sweep: 53", reply.Summary, StringComparison.Ordinal);
        Assert.Equal(ManualRequest.MaxSweepInstances, whole.Instances!.Count);
    }

    [Fact]
    public async Task Sweep_OneInstanceFails_OthersAreSwept()
    {
        using FunctionUnderTest function = Fleet(First, Second);
        function.Reconcile.Throw(new RemoteCallException(RemoteCallFailure.Unavailable, "throttled")).AnswerNone().Answer(IncidentPhase.Inspecting);

        FunctionReply reply = await function.InvokeAsync(Sweep);

        Assert.Equal("some-failed", reply.Reason);
        Assert.Equal([("failed", "aws-unavailable"), ("accepted", "because")], reply.Instances!.Select(row => (row.Outcome, row.Reason)));
    }

    [Fact]
    public async Task Sweep_ListingFails_IsAReplyAndNoFunctionError()
    {
        using FunctionUnderTest function = Fleet(First);
        function.Instances.Failure = new RemoteCallException(RemoteCallFailure.Denied, "ec2:DescribeInstances failed: not allowed");

        FunctionReply reply = await function.InvokeAsync(Sweep);

        Assert.Equal(("refused", "aws-denied"), (reply.Outcome, reply.Error!.Code));
    }

    [Fact]
    public async Task Sweep_NoOptInTag_IsRefused()
    {
        using FunctionUnderTest function = new(rules: new ClearanceRules());

        FunctionReply reply = await function.InvokeAsync(Sweep);

        Assert.Equal("no-opt-in-tag", reply.Error!.Code);
        Assert.Empty(function.Reconcile.Calls);
    }

    [Fact]
    public async Task Wait_CollectsInOneInvocation()
    {
        using FunctionUnderTest function = Fleet(First);
        function.Reconcile.AnswerNone().Answer(IncidentPhase.Inspecting).Answer(IncidentPhase.Inspecting).Answer(IncidentPhase.NoAction, null, "at-risk");

        Task<FunctionReply> running = function.InvokeAsync("""{"action":"sweep","wait":true}""");
        FunctionReply reply = await function.Time.AdvanceUntilEndAsync(ManualRoute.PollPeriod, running);

        Assert.Single(reply.AtRisk!);
        Assert.Contains("(started now: 1)", reply.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_TimeIsUp_RepliesWithWhatIsKnown()
    {
        using FunctionUnderTest function = Fleet(First);
        using CancellationTokenSource time = new();
        function.Reconcile.AnswerNone().Answer(IncidentPhase.Inspecting);

        Task<FunctionReply> running = function.InvokeAsync("""{"action":"sweep","wait":true}""", time.Token);
        await time.CancelAsync();

        Assert.Equal("Inspecting", Assert.Single((await running).Instances!).Phase);
    }

    private static FunctionUnderTest Fleet(params InstanceId[] optedIn)
    {
        FunctionUnderTest function = new();
        function.Instances.OptedIn = optedIn;
        return function;
    }
}
