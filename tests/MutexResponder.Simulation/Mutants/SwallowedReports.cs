using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Simulation.Mutants;

/// <summary>Tries to show it, and says that it did.</summary>
internal sealed class SwallowedReports(IKeepHumanRecord inner) : IKeepHumanRecord
{
    public async Task<string?> ShowAsync(Incident incident, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.ShowAsync(incident, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteCallException)
        {
            return null;
        }
    }
}
