using System.Buffers;
using System.Text.Json;

namespace MutexResponder.Detection;

/// <summary>Reads the log events of a delivery, one after the other, and looks for signals in their lines.</summary>
internal sealed class LogEventReader(SignalSample sample) : IDisposable
{
    private byte[] _scratch = [];
    private byte[] _held = [];
    private int _heldLength;
    private bool _hasMessage;
    private DateTimeOffset? _observedAt;

    public void Start()
    {
        _hasMessage = false;
        _heldLength = 0;
        _observedAt = null;
    }

    /// <returns>What is wrong, or null.</returns>
    public string? AcceptTimestamp(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long milliseconds))
        {
            return "a log event's timestamp is not a whole number";
        }

        if (milliseconds < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return "a log event's timestamp is out of range";
        }

        _observedAt = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return null;
    }

    /// <returns>What is wrong, or null.</returns>
    public string? AcceptMessage(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return "a log event's message is not a text";
        }

        _hasMessage = true;
        ReadOnlySpan<byte> message = Unescaped(reader.ValueSpan, reader.ValueIsEscaped);
        if (_observedAt is { } observedAt)
        {
            ScanLines(message, observedAt);
            return null;
        }

        // CloudWatch Logs sends the timestamp first; another sender need not.
        Reserve(ref _held, message.Length);
        message.CopyTo(_held);
        _heldLength = message.Length;
        return null;
    }

    /// <summary>A whole event at once.</summary>
    public void Accept(in CompactEvent logEvent) => ScanLines(Unescaped(logEvent.Message, logEvent.IsEscaped), logEvent.ObservedAt);

    /// <returns>What is wrong with the event that ends here, or null.</returns>
    public string? End()
    {
        if (!_hasMessage)
        {
            return "a log event has no message";
        }

        if (_observedAt is not { } observedAt)
        {
            return "a log event has no timestamp";
        }

        ScanLines(_held.AsSpan(0, _heldLength), observedAt);
        return null;
    }

    public void Dispose()
    {
        Release(ref _scratch);
        Release(ref _held);
    }

    /// <summary>A letter or a digit of a mark may be escaped as well, though nobody does: then the text has to be unescaped to know.</summary>
    private static bool MayTell(ReadOnlySpan<byte> escaped) =>
        escaped.IndexOf(MutexMessages.Letters) >= 0 || escaped.IndexOf(MutexMessages.Word) >= 0 || escaped.IndexOf("\\u00"u8) >= 0;

    /// <summary>The message without JSON escapes. One that can have no mark is given back as it is: nobody will look at it.</summary>
    private ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> message, bool isEscaped)
    {
        if (!isEscaped || !MayTell(message))
        {
            return message;
        }

        Reserve(ref _scratch, message.Length);
        return _scratch.AsSpan(0, JsonText.Unescape(message, _scratch));
    }

    /// <summary>Reads every line that has a mark; the others are passed over in one search.</summary>
    private void ScanLines(ReadOnlySpan<byte> message, DateTimeOffset observedAt)
    {
        ReadOnlySpan<byte> rest = message;
        int at = MutexMessages.IndexOfMark(rest);
        for (int lines = 0; at >= 0 && lines < EnvelopeLimits.MaxLinesPerEvent; lines++)
        {
            int start = rest[..at].LastIndexOf((byte)'\n') + 1;
            int length = rest[at..].IndexOf((byte)'\n');
            int end = length < 0 ? rest.Length : at + length;
            ReadOnlySpan<byte> line = ErrorLogLine.Trim(rest[start..end]);
            if (ErrorLogLine.TryScan(line, out LineReading reading))
            {
                sample.Add(reading, line, observedAt);
            }

            rest = rest[Math.Min(end + 1, rest.Length)..];
            at = MutexMessages.IndexOfMark(rest);
        }
    }

    private static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            Release(ref buffer);
            buffer = ArrayPool<byte>.Shared.Rent(length);
        }
    }

    private static void Release(ref byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }
}
