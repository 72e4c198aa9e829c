using MutexResponder.Incidents;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>Lines of an outage waited for their look when a sweep asked for one: it changed nothing, as one by hand, and the lines were forgotten with the record.</summary>
public class SweepForgotTheWaitingLinesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task InspectionWhileLinesWait_IsAnsweredAsTheyAre(bool hasLinesWaiting)
    {
        Responder responder = new();
        await responder.LineAsync();
        await responder.EndAsync(Reports.Inspected(Machines.Healthy));
        if (hasLinesWaiting)
        {
            await responder.LineAsync(100);
        }

        await responder.AskAsync(ManualAction.Inspect, "sweep");
        await responder.EndAsync(Reports.Inspected(Machines.Removed));

        Assert.Equal(hasLinesWaiting ? IncidentPhase.Remediating : IncidentPhase.Escalated, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task ScheduledPreventionWhileLinesWait_LeavesThemTheirLook()
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Fix } };
        await responder.LineAsync();
        await responder.EndAsync(Reports.Inspected(Machines.Healthy));
        await responder.LineAsync(100);

        await responder.AskAsync(new ManualRequest(ManualAction.Prevent, Responder.Instance, Wait: false, "sweep") { IsFromSchedule = true });
        responder.Time.Advance(responder.Policy.InspectionSpacing);
        await responder.TickAsync();
        await responder.EndAsync(Reports.Inspected(Machines.Removed));

        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
    }
}
