using MutexResponder.Incidents;
using MutexResponder.Clearing;
using MutexResponder.Ports;
using MutexResponder.Reporting;
using MutexResponder.Reporting.Sections;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>
/// SSM listed a rollback too late, it was sent again, and the second one was refused because the first had done the work: the
/// record said that nothing was changed.
/// </summary>
public class RollbacksTwinHidTheRollbackTests
{
    [Fact]
    public async Task SentTwice_SecondRefused_VerifiedAsARollback()
    {
        Responder responder = await UnconfirmedAsync();
        responder.Commands.BeforeSend = _ => { };
        await responder.TickAsync(TimeSpan.FromMinutes(1));
        await responder.EndAsync(Reports.RolledBack("#result step=restore status=refused reason=stale-boot-id", ""));
        await responder.EndAsync(Reports.Inspected(Machine.RolledBack));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Resolved, "rolled-back"), (incident.Phase, incident.ReasonCode));
        Assert.Equal(ChangeState.TakenBack, IncidentReport.From(incident).Undo.State);
    }

    [Fact]
    public async Task SentTwice_NeitherDidIt_IsNoRollback()
    {
        Responder responder = await UnconfirmedAsync();
        responder.Commands.BeforeSend = _ => { };
        await responder.TickAsync(TimeSpan.FromMinutes(1));
        await responder.EndAsync(Reports.RolledBack("#result step=restore status=refused reason=changed-since", ""));
        for (int look = 0; look < responder.Policy.MaxVerifications; look++)
        {
            await responder.EndAsync(Reports.Inspected(Machine.Fixed));
        }

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "not-recovered"), (incident.Phase, incident.ReasonCode));
        Assert.Equal(ChangeState.NotTakenBack, IncidentReport.From(incident).Undo.State);
        Assert.NotNull(incident.LastChange);
    }

    [Fact]
    public async Task SentOnceMaybe_SwitchThrownBeforeTheSecondTime_SaysThatItIsNotKnown()
    {
        Responder responder = await UnconfirmedAsync();
        responder.Vetoes.Current = new Clearance([new Veto(VetoKind.Refuse, Objection.KillSwitchOn("/mutex-responder/kill-switch"))], null, []);
        await responder.TickAsync(TimeSpan.FromMinutes(1));

        Incident incident = await responder.IncidentAsync();
        Assert.Equal((IncidentPhase.Escalated, "kill-switch"), (incident.Phase, incident.ReasonCode));
        Assert.Contains("not known", incident.Why!.Told.InEnglish, StringComparison.Ordinal);
        Assert.Equal(ChangeState.RollbackUnknown, IncidentReport.From(incident).Undo.State);
        Assert.Empty(incident.HeldSlots);
    }

    /// <summary>A change that was made, and a rollback of it whose sending nobody confirmed.</summary>
    private static async Task<Responder> UnconfirmedAsync()
    {
        Responder responder = new();
        await responder.LineAsync(Machine.Broken);
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Recovered), Machine.Fixed);
        await responder.AskAsync(ManualAction.Rollback);
        responder.Commands.BeforeSend = _ => throw new RemoteCallException(RemoteCallFailure.Unavailable, "no answer in time");
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));
        return responder;
    }
}
