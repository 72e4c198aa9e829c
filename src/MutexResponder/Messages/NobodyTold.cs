using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Messages;

/// <summary>Where there is no topic.</summary>
public sealed class NobodyTold : ITellPeople
{
    public Task<string?> TellAsync(Incident incident, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Task TellOfStormAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
