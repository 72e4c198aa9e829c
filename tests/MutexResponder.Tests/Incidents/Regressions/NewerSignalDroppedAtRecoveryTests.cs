using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Incidents.Regressions;

/// <summary>A second outage whose lines came while the first was being verified was closed together with it, and forgotten.</summary>
public class NewerSignalDroppedAtRecoveryTests
{
    [Fact]
    public async Task SignalNewerThanTheEvidenceOfRecovery_LooksAgainBeforeResolving()
    {
        var responder = new Responder();
        await responder.LineAsync(Machines.Removed);
        await responder.EndAsync(Reports.Remediated(Machines.Changed, Machines.Recovered));
        await responder.LineAsync(Machines.Fixed, second: 1000);

        Assert.Equal(IncidentPhase.Remediating, (await responder.IncidentAsync()).Phase);
        Assert.Equal(CommandKind.Inspect, responder.Commands.Sent[^1].Request.Kind);
    }

    [Fact]
    public async Task SignalNewerThanTheEvidence_BeyondTheKeptOnes_StillInspectsAgain()
    {
        var responder = new Responder();
        for (int i = 0; i < Incident.MaxSignals + 2; i++)
        {
            await responder.LineAsync(-i);
        }

        await responder.LineAsync(Machines.Healthy, second: 1000);

        Assert.Equal(IncidentPhase.Inspecting, (await responder.IncidentAsync()).Phase);
        Assert.Equal(2, responder.Commands.Sent.Count);
    }

    [Fact]
    public async Task SignalNewerThanTheLastInspection_LookedAtInTheNextIncident()
    {
        var responder = new Responder { Policy = new Policy { Mode = ResponseMode.Remediate, MaxInspections = 1 } };
        await responder.LineAsync();
        await responder.LineAsync(Machines.Healthy, second: 1000);
        Assert.Equal(IncidentPhase.NoAction, (await responder.IncidentAsync()).Phase);

        await responder.TickAsync(responder.Policy.InspectionSpacing);

        Assert.Equal(IncidentPhase.Inspecting, (await responder.IncidentAsync()).Phase);
        Assert.Equal(2, responder.Commands.Sent.Count);
    }
}
