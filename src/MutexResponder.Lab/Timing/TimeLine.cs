using System.Collections.Immutable;

namespace MutexResponder.Lab.Timing;

/// <summary>Stretches of time, one after the other, each ours or not.</summary>
/// <param name="start">Where the first begins.</param>
internal sealed class TimeLine(DateTimeOffset start)
{
    private readonly List<(string Name, DateTimeOffset From, DateTimeOffset To, bool IsOurs)> _stretches = [];

    /// <summary>The stretches of each name together, in the order of their first.</summary>
    public ImmutableArray<RecoveryPhase> Phases =>
    [
        .. _stretches.GroupBy(s => s.Name).Select(phase => new RecoveryPhase(
            phase.Key, Sum(phase.Select(s => s.To - s.From)), Sum(phase.Where(s => s.IsOurs).Select(s => s.To - s.From)))),
    ];

    /// <summary>What we took before that time.</summary>
    public TimeSpan OursUntil(DateTimeOffset end) => Sum(_stretches.Where(s => s.IsOurs && s.From < end).Select(s => (s.To < end ? s.To : end) - s.From));

    public void Ours(string name, DateTimeOffset to) => Add(name, to, isOurs: true);

    public void Theirs(string name, DateTimeOffset to) => Add(name, to, isOurs: false);

    /// <summary>Clocks that are read in several places can be a little out of order; a stretch is never negative.</summary>
    private void Add(string name, DateTimeOffset to, bool isOurs)
    {
        DateTimeOffset from = _stretches.Count == 0 ? start : _stretches[^1].To;
        _stretches.Add((name, from, to > from ? to : from, isOurs));
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
}
