using MutexResponder.Incidents;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>A machine's clock was set back by hours after a look: every line of the next outage was older than that look, and was taken for old news.</summary>
public class ClockSetBackHidTheOutageTests
{
    private const int HoursBack = -3 * 60 * 60;

    [Theory]
    [InlineData(HoursBack, true)]
    [InlineData(-60, false)]
    public async Task LineOlderThanTheLastLook_OfHoursAgo_IsLookedAt(int second, bool isLookedAt)
    {
        Responder responder = new();
        await responder.LineAsync(Machine.Fixed);
        IncidentId first = (await responder.IncidentAsync()).Id;
        responder.Time.Advance(TimeSpan.FromMinutes(2));

        await responder.LineAsync(second);

        Assert.Equal(isLookedAt, (await responder.IncidentAsync()).Id != first);
        Assert.Equal(isLookedAt ? 2 : 1, responder.Commands.Sent.Count);
    }

    /// <summary>The second outage begins between the look that would prove the recovery and the reading of its result.</summary>
    [Theory]
    [InlineData(new[] { HoursBack }, true)]
    [InlineData(new[] { -60, HoursBack }, true)]
    [InlineData(new[] { HoursBack, -60 }, true)]
    [InlineData(new[] { -60, -50 }, false)]
    public async Task LinesDuringTheLook_OfAClockThatWasSetBack_AreLookedAtAgain(int[] seconds, bool isLookedAt)
    {
        Responder responder = new();
        await responder.LineAsync(Machines.Removed);
        await responder.EndAsync(Reports.Remediated(Machines.Changed, Machines.Recovered));
        foreach (int second in seconds)
        {
            await responder.LineAsync(second);
        }

        await responder.EndAsync(Reports.Inspected(Machines.Fixed));
        Assert.Equal(isLookedAt ? IncidentPhase.Remediating : IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);

        if (isLookedAt)
        {
            await responder.EndAsync(Reports.Inspected(Machines.Fixed));
            Assert.Equal(IncidentPhase.Resolved, (await responder.IncidentAsync()).Phase);
        }
    }

    [Fact]
    public async Task LineBeyondTheKeptOnes_OfAClockThatWasSetBack_IsLookedAtAgain_AndCostsOneWrite()
    {
        Responder responder = new();
        for (int i = 0; i <= Incident.MaxSignals; i++)
        {
            await responder.LineAsync(-i);
        }

        long before = (await responder.IncidentAsync()).Version;
        for (int i = 0; i < 10; i++)
        {
            await responder.LineAsync(HoursBack + i);
        }

        Assert.Equal(before + 1, (await responder.IncidentAsync()).Version);
        await responder.EndAsync(Reports.Inspected(Machines.Healthy));
        Assert.Equal((IncidentPhase.Inspecting, 2), ((await responder.IncidentAsync()).Phase, responder.Commands.Sent.Count));
    }
}
