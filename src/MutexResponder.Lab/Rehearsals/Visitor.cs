using System.Collections.Immutable;
using MutexResponder.Lab.Instances;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>People who use the site: asks every port again and again, and tells when the answer changes.</summary>
internal sealed class Visitor(LabInstance instance, Story story)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HttpProbe _probe = new(instance);
    private readonly Lock _gate = new();
    private ImmutableArray<string> _states = [];

    /// <summary>What was seen, in order, each change once.</summary>
    public ImmutableArray<string> States
    {
        get
        {
            lock (_gate)
            {
                return _states;
            }
        }
    }

    /// <summary>Asks each port once.</summary>
    /// <param name="patience">For one answer.</param>
    /// <param name="cancellationToken">Ends it with an exception.</param>
    public async Task<ImmutableSortedDictionary<int, ProbeResult>> AskAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var answers = ImmutableSortedDictionary.CreateBuilder<int, ProbeResult>();
        foreach (int port in instance.Apache.ListenPorts)
        {
            answers[port] = await _probe.GetAsync(port, patience, cancellationToken);
        }

        Notice(answers.Values.FirstOrDefault(a => a.Status != 200) ?? answers.Values.First());
        return answers.ToImmutable();
    }

    /// <summary>Asks until every port answers 200.</summary>
    public async Task<bool> AskUntilServedAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if ((await AskAsync(Patience, cancellationToken)).Values.All(a => a.Status == 200))
                {
                    return true;
                }

                await Task.Delay(Pause, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return false;
    }

    private void Notice(ProbeResult answer)
    {
        string state = answer.ToString();
        lock (_gate)
        {
            if (_states.Length > 0 && _states[^1] == state)
            {
                return;
            }

            _states = _states.Add(state);
        }

        story.Tell(instance.Id, "site", state switch
        {
            "HTTP 200" => "The site answers: HTTP 200.",
            "no answer" => "The site does not answer.",
            _ => $"The site does not answer: {state}.",
        }, site: state);
    }
}
