using MutexResponder.Clearing;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Lambda.Routing;
using MutexResponder.Ports;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Lambda.Support;

namespace MutexResponder.Tests.Lambda.Routing;

/// <summary><c>sweep</c> and <c>fleet</c> speak of one state: what a scheduled look found out is not found out again.</summary>
public sealed class FleetRouteTests
{
    private const string Sweep = """{"action":"sweep"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PreventionMode.Off)]
    [InlineData(PreventionMode.Report)]
    public async Task Sweep_FindsTheInstances_BeginsTheirLooks_AndNeverWaits(PreventionMode prevention)
    {
        using FunctionUnderTest function = new(fleet: new(2) { Prevention = prevention });

        FunctionReply reply = await function.InvokeAsync(Sweep);

        Assert.Equal(("accepted", null, 2, 2), (reply.Outcome, reply.Reason, reply.Fleet!.Count, reply.Fleet.NotYet));
        Assert.Contains("2 begun, 2 under way", reply.Summary, StringComparison.Ordinal);
        Assert.Equal(2, function.Fleet.Sent.Count);
        Assert.Empty(reply.AtRisk!);
        Assert.Empty(function.Reconcile.Calls);
    }

    [Fact]
    public async Task Sweep_AfterTheScheduledLook_ListsThoseAtRiskAndBeginsNothing()
    {
        using FunctionUnderTest function = new(fleet: new(2));
        await function.Fleet.TickAsync();
        await function.Fleet.EndAllAsync(Machine.AtRisk);

        FunctionReply swept = await function.InvokeAsync(Sweep);
        FunctionReply known = await function.InvokeAsync("""{"action":"fleet"}""");

        Assert.Equal(2, swept.AtRisk!.Count);
        Assert.Contains("logind removes the accept mutex", swept.AtRisk[0].Summary, StringComparison.Ordinal);
        Assert.Equal(known.AtRisk, swept.AtRisk);
        Assert.Equal(known.Fleet, swept.Fleet);
        Assert.Equal(2, function.Fleet.Sent.Count);
    }

    [Theory]
    [InlineData(PreventionMode.Off, "prevention-off")]
    [InlineData(PreventionMode.Report, null)]
    public async Task Fleet_SaysWhereNobodyLooksByItself(PreventionMode prevention, string? reason)
    {
        using FunctionUnderTest function = new(fleet: new(1) { Prevention = prevention });

        Assert.Equal(reason, (await function.InvokeAsync("""{"action":"fleet"}""")).Reason);
    }

    [Fact]
    public async Task Sweep_OldResult_IsMadeAgain_ByALookThatTheScheduleKnowsOf()
    {
        using FunctionUnderTest function = new(fleet: new(1));
        await function.Fleet.TickAsync();
        await function.Fleet.EndAllAsync(Machine.AtRisk);
        function.Fleet.Time.Advance(FleetSweep.ResultLifetime);

        FunctionReply reply = await function.InvokeAsync(Sweep);
        Assert.Contains("1 begun", reply.Summary, StringComparison.Ordinal);
        await function.Fleet.EndAllAsync(Machine.Fixed);

        Assert.Equal((0, 1), (await function.InvokeAsync("""{"action":"fleet"}""")).Fleet is { } now ? (now.AtRisk, now.Safe) : default);
        await function.Fleet.PassAsync(TimeSpan.FromHours(21));
        Assert.Equal(2, function.Fleet.Sent.Count);
    }

    [Fact]
    public async Task Sweep_LargeFleet_BeginsAtMostSoMany_AndGoesOnNextTime()
    {
        using FunctionUnderTest function = new(fleet: new(60));

        FunctionReply first = await function.InvokeAsync("""{"action":"sweep","maxInstances":7}""");
        FunctionReply second = await function.InvokeAsync(Sweep);
        FunctionReply third = await function.InvokeAsync(Sweep);

        Assert.Contains("7 begun, 7 under way, 0 failed to start, 53 left", first.Summary, StringComparison.Ordinal);
        Assert.Contains($"{ManualRequest.MaxSweepInstances} begun, 57 under way", second.Summary, StringComparison.Ordinal);
        Assert.Contains("3 begun, 60 under way, 0 failed to start, 0 left", third.Summary, StringComparison.Ordinal);
        Assert.Equal(60, function.Fleet.Sent.Select(request => request.Instance).Distinct().Count());
    }

    [Fact]
    public async Task Sweep_SilentAgents_AreTriedOnce_AndTheOthersAreNotKeptWaiting()
    {
        using FunctionUnderTest function = new(fleet: new(60) { IsSilent = true });
        await function.InvokeAsync(Sweep);
        function.Fleet.IsSilent = false;

        FunctionReply reply = await function.InvokeAsync(Sweep);

        Assert.Equal((60, ManualRequest.MaxSweepInstances), (reply.Fleet!.Count, reply.Fleet.Unknown));
        Assert.Equal(60 - ManualRequest.MaxSweepInstances, function.Fleet.Sent.Count);
    }

    [Fact]
    public async Task Sweep_SsmDoesNotAnswer_SaysSo()
    {
        using FunctionUnderTest function = new(fleet: new(2) { SsmFailure = RemoteCallFailure.Unavailable });

        FunctionReply reply = await function.InvokeAsync(Sweep);

        Assert.Equal("some-failed", reply.Reason);
        Assert.Contains("2 failed to start", reply.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sweep")]
    [InlineData("fleet")]
    public async Task StoreOrEc2DoesNotAnswer_IsAReplyAndNoFunctionError(string action)
    {
        using FunctionUnderTest function = new(fleet: new(1) { ListingFailure = RemoteCallFailure.Unavailable, IsStoreDown = true });

        FunctionReply reply = await function.InvokeAsync($$"""{"action":"{{action}}"}""");

        Assert.Equal(("refused", "aws-unavailable"), (reply.Outcome, reply.Error!.Code));
    }

    [Fact]
    public async Task Sweep_NoOptInTag_IsRefused()
    {
        using FunctionUnderTest function = new(fleet: new(1) { Rules = new ClearanceRules() });

        Assert.Equal("no-opt-in-tag", (await function.InvokeAsync(Sweep)).Error!.Code);
        Assert.Empty(function.Fleet.Calls);
    }

    [Fact]
    public async Task Wait_CollectsInOneInvocation_WithoutAnyEvent()
    {
        using FunctionUnderTest function = new(fleet: new(2));

        Task<FunctionReply> running = function.InvokeAsync("""{"action":"sweep","wait":true}""");
        await function.Time.AdvanceUntilAsync(ManualRoute.PollPeriod, () => function.Fleet.Calls.GetValueOrDefault("GetCommandInvocation") > 1);
        Assert.False(running.IsCompleted);
        function.Fleet.EndAllUnheard(Machine.AtRisk);
        FunctionReply reply = await function.Time.AdvanceUntilEndAsync(ManualRoute.PollPeriod, running);

        Assert.Equal(2, reply.AtRisk!.Count);
        Assert.Contains("2 begun, 0 under way", reply.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_TimeIsUp_RepliesWithWhatIsKnown()
    {
        using FunctionUnderTest function = new(fleet: new(1));
        using CancellationTokenSource time = new();

        Task<FunctionReply> running = function.InvokeAsync("""{"action":"sweep","wait":true}""", time.Token);
        await time.CancelAsync();

        Assert.Contains("1 begun, 1 under way", (await running).Summary, StringComparison.Ordinal);
    }
}
