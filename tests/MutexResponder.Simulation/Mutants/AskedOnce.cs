using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Simulation.Mutants;

/// <summary>Remembers the first answer for as long as the invocation lives.</summary>
internal sealed class AskedOnce(IClearChanges inner) : IClearChanges
{
    private readonly Dictionary<InstanceId, Clearance> _answers = [];

    public async Task<Clearance> ClearAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        if (!_answers.TryGetValue(instance, out Clearance? answer))
        {
            _answers[instance] = answer = await inner.ClearAsync(instance, cancellationToken).ConfigureAwait(false);
        }

        return answer;
    }
}
