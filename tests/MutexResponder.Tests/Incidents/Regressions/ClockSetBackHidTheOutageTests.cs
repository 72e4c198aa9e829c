using MutexResponder.Incidents;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>A machine's clock was set back by hours after a look: every line of the next outage was older than that look, and was taken for old news.</summary>
public class ClockSetBackHidTheOutageTests
{
    [Theory]
    [InlineData(-3 * 60 * 60, true)]
    [InlineData(-60, false)]
    public async Task LineOlderThanTheLastLook_OfHoursAgo_IsLookedAt(int second, bool isLookedAt)
    {
        Responder responder = new();
        await responder.LineAsync();
        await responder.EndAsync(Reports.Inspected(Machine.Fixed));
        IncidentId first = (await responder.IncidentAsync()).Id;
        responder.Time.Advance(TimeSpan.FromMinutes(2));

        await responder.LineAsync(second);

        Assert.Equal(isLookedAt, (await responder.IncidentAsync()).Id != first);
        Assert.Equal(isLookedAt ? 2 : 1, responder.Commands.Sent.Count);
    }
}
