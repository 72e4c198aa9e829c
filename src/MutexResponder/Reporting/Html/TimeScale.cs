using System.Collections.Immutable;

namespace MutexResponder.Reporting.Html;

/// <summary>
/// Where a time lies on a line from 0 to 100. Each stretch gets its share of the width, and short ones a little more, so that
/// five seconds are still seen beside four hours; inside a stretch time runs evenly.
/// </summary>
internal sealed class TimeScale
{
    /// <summary>The least share of a stretch that took time, of 1.</summary>
    private const double MinShare = 0.07;

    /// <summary>The share of a stretch that took none.</summary>
    private const double ZeroShare = 0.03;

    private readonly ImmutableArray<DateTimeOffset> _marks;
    private readonly ImmutableArray<double> _positions;

    /// <param name="marks">The ends of the stretches, two at least, ascending.</param>
    public TimeScale(ImmutableArray<DateTimeOffset> marks)
    {
        _marks = marks;
        double total = Math.Max((marks[^1] - marks[0]).TotalSeconds, 1e-9);
        double[] shares = [.. marks.Skip(1).Select((mark, i) => mark == marks[i] ? ZeroShare : Math.Max((mark - marks[i]).TotalSeconds / total, MinShare))];
        double sum = shares.Sum();
        var positions = ImmutableArray.CreateBuilder<double>();
        positions.Add(0);
        foreach (double share in shares)
        {
            positions.Add(positions[^1] + (share / sum * 100));
        }

        _positions = positions.ToImmutable();
    }

    /// <summary>The left and the right end of a stretch, in percent.</summary>
    public (double From, double To) Stretch(int index) => (_positions[index], _positions[index + 1]);

    /// <summary>A time's place in percent; 0 or 100 for times outside.</summary>
    public double PlaceOf(DateTimeOffset at)
    {
        if (at <= _marks[0])
        {
            return 0;
        }

        for (int i = 1; i < _marks.Length; i++)
        {
            if (at <= _marks[i])
            {
                double share = (at - _marks[i - 1]) / (_marks[i] - _marks[i - 1]);
                return _positions[i - 1] + (share * (_positions[i] - _positions[i - 1]));
            }
        }

        return 100;
    }
}
