using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Reconciling;

/// <summary>Where nobody keeps a record besides the log: the incident's own steps are logged already.</summary>
public sealed class NoHumanRecord : IKeepHumanRecord
{
    public Task<string?> ShowAsync(Incident incident, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
