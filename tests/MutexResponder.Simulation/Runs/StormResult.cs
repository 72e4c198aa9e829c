using MutexResponder.Incidents;

namespace MutexResponder.Simulation.Runs;

/// <summary>What a storm came to.</summary>
/// <param name="Run">The run.</param>
/// <param name="Deliveries">Log deliveries that reached the function.</param>
/// <param name="DeliveryCalls">Calls that these invocations made.</param>
/// <param name="Ends">Incidents by how they ended.</param>
internal sealed record StormResult(RunResult Run, int Deliveries, int DeliveryCalls, IReadOnlyDictionary<IncidentPhase, int> Ends)
{
    public double CallsPerIncident => Run.Incidents == 0 ? 0 : (double)Run.Calls / Run.Incidents;

    public double CallsPerDelivery => Deliveries == 0 ? 0 : (double)DeliveryCalls / Deliveries;
}
