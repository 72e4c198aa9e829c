using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Simulation.Aws;

/// <summary>Metrics that nobody reads: the invariants look at the records themselves.</summary>
internal sealed class UncountedSteps : ICountSteps
{
    public void Count(Incident? before, Incident after)
    {
    }
}
