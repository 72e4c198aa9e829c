using System.Text;
using MutexResponder.Incidents;
using MutexResponder.Reconciling;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>Lines of an outage waited for their look when a sweep or a person asked for something else: the lines were forgotten with the record that it replaced.</summary>
public class WaitingLinesForgottenTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task InspectionWhileLinesWait_IsAnsweredAsTheyAre(bool hasLinesWaiting)
    {
        Responder responder = new();
        await responder.LineAsync(Machines.Healthy);
        if (hasLinesWaiting)
        {
            await responder.LineAsync(100);
        }

        await responder.AskAsync(ManualAction.Inspect, Machines.Removed, by: "sweep");

        Assert.Equal(hasLinesWaiting ? IncidentPhase.Remediating : IncidentPhase.Escalated, (await responder.IncidentAsync()).Phase);
    }

    [Fact]
    public async Task ScheduledPreventionWhileLinesWait_LeavesThemTheirLook()
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Fix } };
        await responder.LineAsync(Machines.Healthy);
        await responder.LineAsync(100);

        await responder.AskAsync(new ManualRequest(ManualAction.Prevent, Responder.Instance, Wait: false, "sweep") { IsFromSchedule = true });
        await responder.TickAsync(responder.Policy.InspectionSpacing);
        await responder.EndAsync(Reports.Inspected(Machines.Removed));

        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
    }

    /// <summary>A person who asks for one is told what comes first; the sweep's request is answered alike, and nobody reads that.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PreventionByAPersonWhileLinesWait_IsRefusedAndSaysWhatToAskFor(bool isFromSweep)
    {
        Responder responder = await WithLinesWaitingAsync();

        ReconcileResult refused = await responder.AskAsync(new ManualRequest(ManualAction.Prevent, Responder.Instance, Wait: false, "aiko") { IsFromSweep = isFromSweep });

        Assert.Equal((true, "lines-waiting"), (refused.IsRefusal, refused.ReasonCode));
        string pasted = ReportLanguage.English.Words.Say(refused.Told).Split("mode allows: ")[1];
        Assert.False((await responder.AskAsync(ManualRequestReader.Read(Encoding.UTF8.GetBytes(pasted)).Request!)).IsRefusal);
        await responder.EndAsync(Reports.Inspected(Machine.Broken));
        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
    }

    /// <summary>It may be what ends the outage, and is not made to wait for a look at it: the look follows.</summary>
    [Fact]
    public async Task RollbackWhileLinesWait_IsMade_AndTheyGetTheirLookAfterIt()
    {
        Responder responder = await WithLinesWaitingAsync();

        Assert.False((await responder.AskAsync(ManualAction.Rollback, "aiko")).IsRefusal);
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));
        await responder.EndAsync(Reports.RolledBack(Machine.Restored, Machine.Recovered), Machine.RolledBack);

        Assert.Equal("rolled-back", (await responder.IncidentAsync()).ReasonCode);
        await AssertIsLookedAtAsAnOutageAsync(responder);
    }

    /// <summary>Also lines that come while it waits for a person: whatever he says is of the rollback.</summary>
    [Fact]
    public async Task LinesDuringARollback_GetTheirLookAfterIt_AlsoWhereItIsRejected()
    {
        Responder responder = await FixedAsync();
        responder.Policy = responder.Policy with { Mode = ResponseMode.Approve };
        await responder.AskAsync(ManualAction.Rollback, Machine.Fixed, by: "aiko");
        await responder.LineAsync(300);
        await responder.AskAsync(ManualAction.Reject, "ben");

        Assert.Equal("rejected", (await responder.IncidentAsync()).ReasonCode);
        await AssertIsLookedAtAsAnOutageAsync(responder);
    }

    private static async Task<Responder> FixedAsync()
    {
        Responder responder = new() { Policy = new Policy { Mode = ResponseMode.Remediate, Prevention = PreventionMode.Fix } };
        await responder.LineAsync(Machine.Broken);
        await responder.EndAsync(Reports.Remediated(Machine.Changed, Machine.Recovered), Machine.Fixed);
        return responder;
    }

    private static async Task<Responder> WithLinesWaitingAsync()
    {
        Responder responder = await FixedAsync();
        await responder.LineAsync(300);
        Assert.NotNull(((State.Ended)(await responder.IncidentAsync()).State).InspectAgainAt);
        return responder;
    }

    private static async Task AssertIsLookedAtAsAnOutageAsync(Responder responder)
    {
        await responder.TickAsync(responder.Policy.InspectionSpacing);
        Incident incident = await responder.IncidentAsync();
        Assert.Equal((new Goal.Recover(), IncidentPhase.Inspecting, responder.Policy.Mode), (incident.Goal, incident.Phase, incident.Mode));
    }
}
