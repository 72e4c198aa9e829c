using System.Collections.Immutable;

namespace MutexResponder.Detection;

/// <summary>
/// Keeps a bounded choice of a batch's signals: the first and the last ones of every kind and confidence. So a flood of one
/// kind, or of lines that somebody forged, can never push out the others.
/// </summary>
internal sealed class SignalSample
{
    public const int MaxFirst = 8;
    public const int MaxLast = 8;

    private const int Kinds = (int)SignalKind.Consequence + 1;
    private const int Confidences = (int)SignalConfidence.High + 1;

    /// <summary>Signals kept at most: of every kind and confidence the first and the last ones.</summary>
    public const int MaxKept = Kinds * Confidences * (MaxFirst + MaxLast);

    private readonly Group?[] _groups = new Group?[Kinds * Confidences];
    private int _count;

    public void Add(in LineReading reading, ReadOnlySpan<byte> line, DateTimeOffset observedAt)
    {
        ref Group? group = ref _groups[((int)reading.Kind * Confidences) + (int)reading.Confidence];
        group ??= new Group();
        group.Add(_count, in reading, line, observedAt);
        _count++;
    }

    /// <returns>The signals kept, in the order they were added, and how many were not kept.</returns>
    public (ImmutableArray<Signal> Signals, int DroppedCount) Build()
    {
        ImmutableArray<Signal> kept =
            [.. _groups.Where(group => group is not null).SelectMany(group => group!.Kept).OrderBy(entry => entry.Order).Select(entry => entry.Signal)];
        return (kept, _count - kept.Length);
    }

    private sealed class Group
    {
        private readonly List<(int Order, Signal Signal)> _first = new(MaxFirst);
        private readonly List<HeldLine> _last = new(MaxLast);
        private int _next;

        public IEnumerable<(int Order, Signal Signal)> Kept => _first.Concat(_last.Select(held => (held.Order, held.ToSignal())));

        public void Add(int order, in LineReading reading, ReadOnlySpan<byte> line, DateTimeOffset observedAt)
        {
            if (_first.Count < MaxFirst)
            {
                _first.Add((order, reading.ToSignal(line, observedAt)));
                return;
            }

            if (_last.Count < MaxLast)
            {
                _last.Add(new HeldLine());
            }

            _last[_next].Set(order, in reading, line, observedAt);
            _next = (_next + 1) % MaxLast;
        }
    }
}
