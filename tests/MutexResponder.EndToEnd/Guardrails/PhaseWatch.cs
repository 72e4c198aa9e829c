using MutexResponder.EndToEnd.Instances;
using MutexResponder.Incidents;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>Keeps a rehearsal's moments, and lets a test wait for an incident's phase.</summary>
internal sealed class PhaseWatch : IWatchRehearsal
{
    private readonly Lock _gate = new();
    private readonly List<Moment> _moments = [];
    private TaskCompletionSource _told = NewSignal();

    public void Tell(Moment moment)
    {
        lock (_gate)
        {
            _moments.Add(moment);
            _told.TrySetResult();
            _told = NewSignal();
        }
    }

    /// <summary>The first moment at which an incident was in that phase; it may have been already.</summary>
    /// <exception cref="TimeoutException">It did not come in time; the message tells the story so far.</exception>
    public async Task<Moment> PhaseAsync(IncidentPhase phase, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(InstanceAssertions.Patience);
        while (true)
        {
            (Moment? found, Task told) = Find(phase);
            if (found is not null)
            {
                return found;
            }

            try
            {
                await told.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"No incident was {phase} within {InstanceAssertions.Patience.TotalSeconds:0} s.\n{this}");
            }
        }
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join('\n', _moments.Select(moment => $"{moment.Elapsed.TotalSeconds:0.000} {moment.Teller} [{moment.Phase}] {moment.Text}"));
        }
    }

    private (Moment? Found, Task Told) Find(IncidentPhase phase)
    {
        lock (_gate)
        {
            return (_moments.FirstOrDefault(moment => moment.Phase == phase), _told.Task);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
