using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>Evidence goes stale while an incident waits, and each new inspection began the wait anew: it never ended.</summary>
public class WaitForSlotNeverEndedTests
{
    [Fact]
    public async Task SlotsNeverFree_InspectedAgainAndAgain_EscalatesAtTheTimeout()
    {
        var responder = new Responder();
        responder.Vetoes.Current = new Clearance([], null, [new SlotRequest("fleet", 0)]);
        await responder.LineAsync(Machines.Removed);
        int minutes = 0;
        while ((await responder.IncidentAsync()).Phase == IncidentPhase.Inspecting && minutes < 60)
        {
            responder.Time.Advance(TimeSpan.FromMinutes(1));
            minutes++;
            await responder.TickAsync();
            if ((await responder.IncidentAsync()).Pending is not null)
            {
                await responder.EndAsync(Reports.Inspected(Machines.Removed));
            }
        }

        Assert.Equal((IncidentPhase.Escalated, "no-free-slot"), ((await responder.IncidentAsync()).Phase, (await responder.IncidentAsync()).ReasonCode));
        Assert.Equal(responder.Policy.SlotTimeout.TotalMinutes, minutes);
        Assert.InRange(responder.Commands.Sent.Count, 5, 8);
    }
}
