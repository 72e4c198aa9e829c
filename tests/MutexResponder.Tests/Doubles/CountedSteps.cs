using System.Collections.Concurrent;
using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Tests.Doubles;

/// <summary>Every saved step that was told, in order.</summary>
internal sealed class CountedSteps : ICountSteps
{
    private readonly ConcurrentQueue<(Incident? Before, Incident After)> _steps = new();

    public IReadOnlyCollection<(Incident? Before, Incident After)> Steps => _steps;

    public void Count(Incident? before, Incident after) => _steps.Enqueue((before, after));
}
