using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>The stack was deployed with a stricter mode while an incident was open, which went on as the mode of before allowed it.</summary>
public class StricterModeCameTooLateTests
{
    [Fact]
    public async Task ObserveBeforeTheLook_NothingIsChanged()
    {
        Responder responder = new();
        await responder.LineAsync();
        responder.Policy = responder.Policy with { Mode = ResponseMode.Observe };

        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Assert.Equal("mode-observe", (await responder.IncidentAsync()).ReasonCode);
        Assert.Single(responder.Commands.Sent);
    }

    [Fact]
    public async Task ApproveBeforeTheLook_ThePlanWaits()
    {
        Responder responder = new();
        await responder.LineAsync();
        responder.Policy = responder.Policy with { Mode = ResponseMode.Approve };

        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        Assert.Equal(IncidentPhase.AwaitingApproval, (await responder.IncidentAsync()).Phase);
    }

    [Theory]
    [InlineData(ResponseMode.Observe)]
    [InlineData(ResponseMode.Approve)]
    public async Task OrderThatSsmDidNotTake_IsNotSentAgain(ResponseMode mode)
    {
        Responder responder = new();
        await responder.LineAsync();
        responder.Commands.BeforeSend = request => throw new RemoteCallException(RemoteCallFailure.Unavailable, "no answer in time");
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        responder.Commands.BeforeSend = _ => { };
        responder.Policy = responder.Policy with { Mode = mode };
        responder.Time.Advance(responder.Policy.SendConfirmationTimeout);

        await responder.TickAsync();

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "mode-changed"), (incident.Phase, incident.ReasonCode));
        Assert.Single(responder.Commands.Sent);
        Assert.Empty(incident.HeldSlots);
    }

    /// <summary>Whoever asks has not read the plan: that is no approval of it.</summary>
    [Fact]
    public async Task OrderThatAPersonAskedFor_AndSsmDidNotTake_IsNotSentAgainUnapproved()
    {
        Responder responder = new();
        await responder.AskAsync(ManualAction.Remediate, by: "aiko");
        responder.Commands.BeforeSend = request => throw new RemoteCallException(RemoteCallFailure.Unavailable, "no answer in time");
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        responder.Commands.BeforeSend = _ => { };
        responder.Policy = responder.Policy with { Mode = ResponseMode.Approve };
        responder.Time.Advance(responder.Policy.SendConfirmationTimeout);

        await responder.TickAsync();

        Assert.Equal("mode-changed", (await responder.IncidentAsync()).ReasonCode);
        Assert.Single(responder.Commands.Sent);
    }

    /// <summary>What takes itself back was allowed with its change, and may be what took the site down; what a person asked for waits for the mode of now.</summary>
    [Theory]
    [InlineData(true, IncidentPhase.Remediating, null)]
    [InlineData(false, IncidentPhase.Escalated, "mode-changed")]
    public async Task RollbackThatSsmDidNotTake_IsSentAgain_WhereItTakesItselfBack(bool isOwn, IncidentPhase phase, string? reason)
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Fix } };
        if (isOwn)
        {
            await responder.AskAsync(ManualAction.Prevent, Machine.AtRisk);
            await responder.EndAsync(Reports.Remediated(Machine.Changed, "#result step=recover status=failed reason=died-in-reload"));
            for (int look = 0; look < responder.Policy.MaxVerifications; look++)
            {
                await responder.EndAsync(Reports.Inspected(Machine.FixedNotRebooted));
            }
        }
        else
        {
            await responder.LineAsync(Machine.Broken);
            await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Recovered), Machine.Fixed);
            await responder.AskAsync(ManualAction.Rollback);
        }

        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "no answer in time");
        await responder.EndAsync(Reports.Inspected(isOwn ? Machine.FixedNotRebooted : Machine.Fixed));
        Assert.Equal(CommandKind.Rollback, (await responder.IncidentAsync()).Pending?.Kind);
        responder.Commands.BeforeSend = _ => { };
        responder.Policy = new Policy();
        await responder.TickAsync(responder.Policy.SendConfirmationTimeout);

        Assert.Equal((phase, reason), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).ReasonCode));
        Assert.Equal(isOwn, responder.Commands.Sent[^1].Request.Kind == CommandKind.Rollback);
    }

    [Fact]
    public async Task PreventionReportsByNow_NothingIsChanged()
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Fix } };
        await responder.AskAsync(ManualAction.Prevent);
        responder.Policy = responder.Policy with { Prevention = PreventionMode.Report };

        await responder.EndAsync(Reports.Inspected(Machine.AtRisk));

        Assert.Equal(IncidentPhase.NoAction, (await responder.IncidentAsync()).Phase);
        Assert.Single(responder.Commands.Sent);
    }
}
