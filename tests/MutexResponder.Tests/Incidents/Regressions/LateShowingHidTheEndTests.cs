using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Requests;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>A showing that took long overwrote the end that another invocation had shown meanwhile.</summary>
public class LateShowingHidTheEndTests
{
    [Fact]
    public async Task ShowingOvertakenByTheEnd_TheEndIsShownLast()
    {
        var responder = new Responder();
        responder.Shown.Meanwhile = () => responder.EndAsync(Reports.Inspected(Machines.Healthy));
        await responder.LineAsync(-100);
        await responder.TickAsync();

        Assert.Equal(IncidentPhase.NoAction, (await responder.IncidentAsync()).Phase);
        Assert.Equal([IncidentPhase.NoAction, IncidentPhase.Inspecting, IncidentPhase.NoAction], responder.Shown.Phases);
        Assert.False((await responder.IncidentAsync()).ShowPending);
    }

    [Fact]
    public async Task EndNotShownYet_NextIncidentOpens_TheEndIsShownFirst()
    {
        var responder = new Responder();
        await responder.LineAsync(-100);
        await responder.TickAsync();
        responder.Shown.IsUnavailable = true;
        await responder.EndAsync(Reports.Inspected(Machines.Healthy));
        Assert.True((await responder.IncidentAsync()).ShowPending);
        responder.Shown.IsUnavailable = false;

        await responder.AskAsync(ManualAction.Inspect, "aiko");
        await responder.TickAsync();

        Assert.Equal([IncidentPhase.Inspecting, IncidentPhase.NoAction, IncidentPhase.Inspecting], responder.Shown.Phases);
    }
}
