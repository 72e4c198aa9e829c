using System.Collections.Immutable;

namespace MutexResponder.Benchmarks.Measuring;

/// <summary>What one thing cost in several runs, in one unit. Shown by its median: a busy neighbour spoils a mean, and only some runs of a median.</summary>
internal sealed class Samples
{
    private readonly ImmutableArray<double> _ordered;

    /// <exception cref="ArgumentException">There is no value, or one is not a number.</exception>
    public Samples(IEnumerable<double> values)
    {
        _ordered = [.. values.Order()];
        if (_ordered.IsEmpty || !_ordered.All(double.IsFinite))
        {
            throw new ArgumentException("Samples are one finite number at least.", nameof(values));
        }
    }

    public int Count => _ordered.Length;

    public double Min => _ordered[0];

    public double Max => _ordered[^1];

    /// <summary>The middle value; of an even number, the mean of the two middle ones.</summary>
    public double Median => (_ordered[(Count - 1) / 2] + _ordered[Count / 2]) / 2;

    /// <summary>How many times as much as the other it is, median by median; null where the other is nothing.</summary>
    public double? RatioTo(Samples other) => other.Median == 0 ? null : Median / other.Median;
}
