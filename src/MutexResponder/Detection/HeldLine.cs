namespace MutexResponder.Detection;

/// <summary>
/// A line that may still be pushed out by a later one. Its place is used again, and what a <see cref="Signal"/> allocates is spent only on
/// the lines that stay.
/// </summary>
internal sealed class HeldLine
{
    private byte[] _line = [];
    private int _length;
    private LineReading _reading;
    private DateTimeOffset _observedAt;

    /// <summary>Its number among all lines that said something.</summary>
    public int Order { get; private set; }

    public void Set(int order, in LineReading reading, ReadOnlySpan<byte> line, DateTimeOffset observedAt)
    {
        ReadOnlySpan<byte> shown = line[..Math.Min(line.Length, LineReading.MaxTextBytes)];
        if (_line.Length < shown.Length)
        {
            _line = new byte[shown.Length];
        }

        shown.CopyTo(_line);
        _length = shown.Length;
        _reading = reading;
        _observedAt = observedAt;
        Order = order;
    }

    public Signal ToSignal() => _reading.ToSignal(_line.AsSpan(0, _length), _observedAt);
}
