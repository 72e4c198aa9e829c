namespace MutexResponder.Detection;

/// <summary>
/// A line that is one JSON object: made by an ErrorLogFormat, in which a client's quote ends a field early, or by a shipper around a line.
/// One field is the message. All others must be such as are logged for the server itself: nothing in those that name a request's parts, no
/// other message, no other level; and no sentence, except behind a shipper's field that came first and is a line of the default format.
/// </summary>
internal static class JsonFormat
{
    /// <summary>A container's runtime wraps the line in JSON, and the line may be JSON itself.</summary>
    private const int MaxDepth = 2;

    public static bool TryScan(ReadOnlySpan<byte> line, out LineReading reading) => TryScan(line, MaxDepth, out reading);

    private static bool TryScan(ReadOnlySpan<byte> line, int depth, out LineReading reading)
    {
        reading = default;
        bool hasMessage = false, mayHaveSentences = false, isFirst = true;
        ReadOnlySpan<byte> key = default;
        Span<byte> buffer = stackalloc byte[ErrorLogLine.MaxLineBytes];
        JsonStrings strings = new(line);
        while (strings.ReadField(ref key))
        {
            ReadOnlySpan<byte> text = strings.Unescaped(buffer);
            if (HasMark(text))
            {
                if (!TryScanValue(text, depth, out LineReading found) || (hasMessage && found.Message != reading.Message))
                {
                    return false;
                }

                // The same twice, parsed and as it was: either may have what the other lacks.
                reading = (found.Errno is null && hasMessage ? reading : found) with { Pid = found.Pid ?? reading.Pid };
                mayHaveSentences |= isFirst && (key.SequenceEqual("log"u8) || key.SequenceEqual("message"u8)) && LinePrefix.Read(text).HasDefaultOrder;
                hasMessage = true;
            }

            isFirst = false;
        }

        return hasMessage && strings.IsWhole && TryComplete(line, mayHaveSentences, ref reading);
    }

    private static bool TryScanValue(ReadOnlySpan<byte> text, int depth, out LineReading reading)
    {
        ReadOnlySpan<byte> line = ErrorLogLine.Trim(text);
        if (depth > 1 && line.StartsWith("{"u8))
        {
            return TryScan(line, depth - 1, out reading);
        }

        return ErrorLogLine.TryScanText(line, LinePrefix.Read(line), out reading);
    }

    /// <summary>Judges the other fields, and takes the error's number, the process and the level from them where the message has none.</summary>
    private static bool TryComplete(ReadOnlySpan<byte> line, bool mayHaveSentences, ref LineReading reading)
    {
        MutexMessage row = reading.Message;
        int? errno = reading.Errno, pid = reading.Pid;
        SignalKind kind = reading.Kind;
        ReadOnlySpan<byte> key = default;
        Span<byte> buffer = stackalloc byte[ErrorLogLine.MaxLineBytes];
        JsonStrings strings = new(line);
        while (strings.ReadField(ref key))
        {
            ReadOnlySpan<byte> value = strings.Unescaped(buffer);
            Utf8Scanner scanner = new(value);
            if (value.IsEmpty || value.SequenceEqual("-"u8) || value.SequenceEqual("null"u8))
            {
                continue;
            }

            if (RequestMarks.IsNamedBy(key))
            {
                return false;
            }

            if (key.SequenceEqual("pid"u8) && scanner.TryReadNumber(out int number))
            {
                pid ??= number;
            }
            else if (TryReadLevel(value, out ReadOnlySpan<byte> module, out ReadOnlySpan<byte> level))
            {
                if (!row.IsLoggedAt(level) || !(module.IsEmpty || module.SequenceEqual("-"u8) || row.IsOfModule(module)))
                {
                    return false;
                }

                kind = level.SequenceEqual("debug"u8) ? SignalKind.StaleGeneration : kind;
            }
            else if (ErrorStatus.TrySkip(ref scanner, out int? status) && OwnMessage.IndexOfAnyCode(value, default) < 0)
            {
                errno ??= status;
                if (value.IndexOf(": "u8) >= 0)
                {
                    return false;
                }
            }
            else if (!mayHaveSentences && IsSentence(value))
            {
                return false;
            }
        }

        bool isNew = errno != reading.Errno && kind != SignalKind.StaleGeneration;
        reading = new LineReading(row, isNew ? row.KindFor(errno, default, line) : kind, errno, pid, SignalConfidence.Low);
        return true;
    }

    /// <summary><c>emerg</c>, <c>mpm_prefork:emerg</c> or <c>[mpm_prefork:emerg]</c>.</summary>
    private static bool TryReadLevel(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> module, out ReadOnlySpan<byte> level)
    {
        ReadOnlySpan<byte> inner = value.TrimStart((byte)'[').TrimEnd((byte)']');
        if (LinePrefix.TrySplitModule(inner, out module, out level))
        {
            return true;
        }

        module = default;
        level = inner;
        return LogLevels.Contains(inner);
    }

    /// <summary>Words that are no time and no message of ours.</summary>
    private static bool IsSentence(ReadOnlySpan<byte> value) =>
        value.TrimEnd("\r\n "u8).IndexOf((byte)' ') >= 0
        && !LogTime.IsApacheTime(value.TrimStart((byte)'[').TrimEnd((byte)']'))
        && value.IndexOfAnyInRange((byte)'A', (byte)'z') >= 0
        && !HasMark(value);

    /// <summary>A code, known or not, or the word that the messages without one have.</summary>
    private static bool HasMark(ReadOnlySpan<byte> text) => OwnMessage.IndexOfAnyCode(text, default) >= 0 || text.IndexOf(MutexMessages.Word) >= 0;
}
