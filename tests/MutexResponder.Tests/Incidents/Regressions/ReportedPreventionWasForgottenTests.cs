using MutexResponder.Incidents;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>The outage came while it was being prevented: the prevention found nothing to do and ended, and the line was forgotten with it.</summary>
public class ReportedPreventionWasForgottenTests
{
    [Fact]
    public async Task InstanceRefusesThePrevention_AfterALine_IsLookedAtAsAnOutage()
    {
        Responder responder = await AskedAsync(PreventionMode.Fix);
        await responder.EndAsync(Reports.Inspected(Machine.AtRisk));
        await responder.LineAsync(second: 60);

        await responder.EndAsync(Reports.Remediated("#result step=apply status=refused reason=no-parent", ""));
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        await IsAnsweredAsync(responder);
    }

    [Fact]
    public async Task LineIsNewerThanTheLook_PreventionDoesNotGoOn()
    {
        Responder responder = await AskedAsync(PreventionMode.Approve);
        await responder.LineAsync(second: 60 * 60 * 24 * 365);

        await responder.EndAsync(Reports.Inspected(Machine.AtRisk));
        await responder.EndAsync(Reports.Inspected(Machine.Broken));

        await IsAnsweredAsync(responder);
    }

    /// <summary>Where no line came, a refused prevention is nothing to wake a person for.</summary>
    [Fact]
    public async Task InstanceRefusesThePrevention_NoLine_NoAction()
    {
        Responder responder = await AskedAsync(PreventionMode.Fix);
        await responder.EndAsync(Reports.Inspected(Machine.AtRisk));
        await responder.EndAsync(Reports.Remediated("#result step=apply status=refused reason=environment-differs", ""));

        Assert.Equal((IncidentPhase.NoAction, "environment-differs"), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).ReasonCode));
    }

    private static async Task<Responder> AskedAsync(PreventionMode prevention)
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = prevention } };
        await responder.AskAsync(ManualAction.Prevent);
        return responder;
    }

    private static async Task IsAnsweredAsync(Responder responder)
    {
        Incident incident = await responder.IncidentAsync();
        Assert.Equal((new Goal.Recover(), IncidentPhase.Remediating), (incident.Goal, incident.Phase));
        Assert.Equal((CommandKind.Remediate, "reboot"), (responder.Commands.Sent[^1].Request.Kind, responder.Commands.Sent[^1].Request.Parameters["Recovery"]));
    }
}
