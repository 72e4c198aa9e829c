using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>A command whose sending was not confirmed, and that SSM refused to look for, kept its incident open for ever.</summary>
public class UnsearchableCommandNeverEndedTests
{
    [Fact]
    public async Task SearchDeniedForGood_EscalatesAtTheDeadlineAndNotBefore()
    {
        var responder = new Responder();
        responder.Commands.AfterSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "the reply was lost");
        await responder.LineAsync();
        responder.Commands.BeforeSearch = () => throw new RemoteCallException(RemoteCallFailure.Denied, "AccessDeniedException: ListCommandInvocations");
        await responder.TickAsync();
        responder.Time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<RemoteCallException>(responder.TickAsync);
        Assert.Equal(IncidentPhase.Inspecting, (await responder.IncidentAsync()).Phase);

        await responder.TickAsync(responder.Policy.InspectionTimeout);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "command-unconfirmed"), (incident.Phase, incident.ReasonCode));
        Assert.Contains("ListCommandInvocations", incident.Why!.Told.InEnglish, StringComparison.Ordinal);
        Assert.Equal(IncidentPhase.Escalated, responder.Shown.Phases[^1]);
        Assert.Single(responder.Commands.Sent);
    }

    /// <summary>The order may be at work on the machine: a service that is slow is no reason to give its slot away.</summary>
    [Fact]
    public async Task SearchThatFailsForTheMoment_EndsNothing_HoweverLate()
    {
        var responder = new Responder();
        await responder.LineAsync();
        responder.Commands.AfterSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "the reply was lost");
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        responder.Commands.BeforeSearch = () => throw new RemoteCallException(RemoteCallFailure.Unavailable, "throttled");
        responder.Time.Advance(responder.Policy.RemediationTimeout);

        await Assert.ThrowsAsync<RemoteCallException>(responder.TickAsync);

        Assert.Equal((IncidentPhase.Remediating, CommandKind.Remediate), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).Pending!.Kind));
    }

    /// <summary>It is the look that is lost, and not the change: EC2 is asked for the reboot that did not come.</summary>
    [Fact]
    public async Task LookAfterAChange_ThatCannotBeLookedFor_LeavesTheRebootFromOutside()
    {
        var responder = new Responder();
        await responder.LineAsync(Machine.Broken);
        responder.Commands.AfterSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "the reply was lost");
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Rebooting));
        responder.Commands.BeforeSearch = () => throw new RemoteCallException(RemoteCallFailure.Denied, "AccessDeniedException: ListCommandInvocations");
        await responder.TickAsync(responder.Policy.InspectionTimeout);
        Assert.Equal((IncidentPhase.Remediating, "looking-again"), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).Timeline[^1].Told.Code));

        await responder.TickAsync();

        Assert.Equal(1, responder.Reboots.Count);
    }

    [Fact]
    public async Task ChangeThatCannotBeLookedFor_IsToldAsTheChange()
    {
        var responder = new Responder();
        await responder.LineAsync();
        responder.Commands.AfterSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "the reply was lost");
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        responder.Commands.BeforeSearch = () => throw new RemoteCallException(RemoteCallFailure.Denied, "AccessDeniedException: ListCommandInvocations");
        await responder.TickAsync(responder.Policy.RemediationTimeout);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "command-unconfirmed"), (incident.Phase, incident.ReasonCode));
        Assert.Equal(Statement.Of(CommandKind.Remediate), Assert.Single(incident.Why!.Told.Find("command")!.Said));
    }
}
