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
