using MutexResponder.Incidents;
using MutexResponder.Clearing;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>
/// SSM listed a command too late, it was sent again, and the second one was refused because the first had done the work:
/// the try was not counted, and the recovery was never told as one.
/// </summary>
public class TwinsRefusalHidTheChangeTests
{
    [Fact]
    public async Task SentTwice_SecondRefused_VerifiedAndCounted()
    {
        var responder = new Responder();
        await responder.LineAsync();
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "no answer in time");
        await responder.EndAsync(Reports.Inspected(Machines.Removed));
        responder.Commands.BeforeSend = _ => { };
        await responder.TickAsync(TimeSpan.FromMinutes(1));
        await responder.EndAsync(Reports.Remediated("#result step=apply status=refused reason=stale-boot-id", ""), Machines.Fixed);

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Resolved, "recovered"), (incident.Phase, incident.ReasonCode));
        Assert.Single(incident.RemediationsStarted);
    }

    [Fact]
    public async Task SentOnceMaybe_SwitchThrownBeforeTheSecondTime_CountedAndSaidSo()
    {
        var responder = new Responder();
        await responder.LineAsync();
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "no answer in time");
        await responder.EndAsync(Reports.Inspected(Machines.Removed));
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, []);
        await responder.TickAsync(TimeSpan.FromMinutes(1));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "kill-switch"), (incident.Phase, incident.ReasonCode));
        Assert.Contains("not known", incident.Why!.Told.InEnglish, StringComparison.Ordinal);
        Assert.Single(incident.RemediationsStarted);
        Assert.Empty(incident.HeldSlots);
    }
}
