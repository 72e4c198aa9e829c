using MutexResponder.Incidents;
using MutexResponder.Simulation.Runs;

namespace MutexResponder.Tests.Simulation;

public class StormTests
{
    private const int Instances = 100;

    [Fact]
    public void ManyInstancesManyDuplicates_AllResolvedAndCallsBounded()
    {
        StormResult storm = Storm.Run(Instances, seed: 1, Storm.FleetCapacity);

        Assert.Null(storm.Run.Violation);
        Assert.Equal(Instances, storm.Ends[IncidentPhase.Resolved]);
        Assert.True(storm.Deliveries >= Instances * Storm.EventsPerLine);
        Assert.InRange(storm.CallsPerDelivery, 1, 4);
        Assert.InRange(storm.CallsPerIncident, 1, 5 * storm.Deliveries / Instances);
    }

    [Fact]
    public void MoreThanTheCapCanServe_TheRestIsToldToAPerson()
    {
        StormResult storm = Storm.Run(Instances, seed: 2, fleetCapacity: 1);

        Assert.Null(storm.Run.Violation);
        Assert.True(storm.Ends[IncidentPhase.Resolved] > 0);
        Assert.True(storm.Ends[IncidentPhase.Escalated] > 0);
        Assert.Equal(Instances, storm.Ends.Values.Sum());
        Assert.InRange(storm.Run.Elapsed, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(60));
    }
}
