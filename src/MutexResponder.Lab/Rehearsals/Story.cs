using System.Diagnostics;
using MutexResponder.Incidents;
using MutexResponder.Reporting;

namespace MutexResponder.Lab.Rehearsals;

/// <summary>All moments of a rehearsal, told on as they come.</summary>
public sealed class Story(IWatchRehearsal watcher)
{
    /// <summary>A rehearsal tells a few dozen moments an instance; more are dropped.</summary>
    public const int MaxMoments = 20_000;

    /// <summary>As long as a line of the error log that the lab follows.</summary>
    private const int MaxTextChars = 8192;

    private readonly Lock _gate = new();
    private readonly List<Moment> _moments = [];
    private bool _isClosed;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>By the clock of the lab's AWS, whose calls and invocations are dated by it.</summary>
    public DateTimeOffset StartedAt { get; } = DateTimeOffset.UtcNow;

    public TimeSpan Elapsed => _clock.Elapsed;

    public IReadOnlyList<Moment> Moments
    {
        get
        {
            lock (_gate)
            {
                return [.. _moments];
            }
        }
    }

    /// <summary>Nothing that happens from now on belongs to it: tearing down is no news.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    /// <summary>What is told may be a machine's own words, and is made fit for a terminal here.</summary>
    public void Tell(InstanceId? instance, string teller, string text, string? site = null, IncidentPhase? phase = null, bool? cameUp = null)
    {
        lock (_gate)
        {
            if (!_isClosed && _moments.Count < MaxMoments)
            {
                var moment = new Moment(_clock.Elapsed, instance, teller, ReportText.Clean(text, MaxTextChars)) { Site = site is null ? null : ReportText.Line(site), Phase = phase, CameUp = cameUp };
                _moments.Add(moment);
                watcher.Tell(moment);
            }
        }
    }
}
