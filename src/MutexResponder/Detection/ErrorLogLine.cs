using System.Diagnostics.CodeAnalysis;

namespace MutexResponder.Detection;

/// <summary>
/// Reads one line of Apache's error log. A line of the default format is read from its first character to the end of its
/// message, so that text which a client put into it (Referer, URI, user name, CGI output) can never be taken for the
/// message. A line of a format we do not know is believed less, and only if nothing in it can be a request's.
/// What none of this can tell: an application that shares Apache's stderr can write a whole line of its own.
/// </summary>
public static class ErrorLogLine
{
    /// <summary>Apache cuts its lines here (MAX_STRING_LEN); what comes after is not looked at.</summary>
    public const int MaxLineBytes = 8_192;

    /// <summary>Never throws, whatever the bytes are; they need not be valid UTF-8.</summary>
    /// <param name="utf8Line">One line, with or without its line break.</param>
    /// <param name="observedAt">The log event's time.</param>
    /// <param name="signal">What the line says, null where it says nothing of a mutex.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8Line, DateTimeOffset observedAt, [NotNullWhen(true)] out Signal? signal)
    {
        ReadOnlySpan<byte> line = Trim(utf8Line);
        signal = TryScan(line, out LineReading reading) ? reading.ToSignal(line, observedAt) : null;
        return signal is not null;
    }

    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> utf8Line) =>
        utf8Line[..Math.Min(utf8Line.Length, MaxLineBytes)].TrimEnd("\r\n \t"u8);

    /// <summary>The same without allocating.</summary>
    /// <param name="line">A line that went through <see cref="Trim"/>.</param>
    /// <param name="reading">What it says.</param>
    internal static bool TryScan(ReadOnlySpan<byte> line, out LineReading reading)
    {
        LinePrefix prefix = LinePrefix.Read(line);
        if (prefix.GroupCount > 0 || prefix.Origin == LineOrigin.Other || !prefix.Rest.StartsWith("{"u8))
        {
            return TryScanText(line, prefix, out reading);
        }

        bool isRead = JsonFormat.TryScan(prefix.Rest, out reading);
        reading = reading with { Pid = reading.Pid ?? prefix.Pid };
        return isRead;
    }

    /// <summary>A line that is no JSON.</summary>
    internal static bool TryScanText(ReadOnlySpan<byte> line, LinePrefix prefix, out LineReading reading) =>
        (OwnMessage.TryRead(prefix.Rest, prefix.Module, prefix.Level, out OwnMessage own) && TryAccept(prefix, own, out reading))
        || PlainFormat.TryScan(line, prefix, out reading);

    /// <summary>
    /// A line that is Apache's from its first character to its last. A message of httpd 2.2 is believed less, as no code tells it from
    /// anybody's words.
    /// </summary>
    private static bool TryAccept(LinePrefix prefix, OwnMessage own, out LineReading reading)
    {
        reading = default;
        bool isStartup = prefix.GroupCount == 0 && prefix.Origin is LineOrigin.Unsaid or LineOrigin.Apache && own.Row.AtStartup;
        bool isOfOldRelease = !own.Row.HasCode && !prefix.Level.IsEmpty;
        bool isItsPlace = prefix.HasModule ? own.Row.IsLoggedAs(prefix.Module, prefix.Level) : isStartup || isOfOldRelease;
        if (!isItsPlace || !(own.Tail.IsEmpty || (own.Row.ForRequest && own.Tail.StartsWith(", referer:"u8))))
        {
            return false;
        }

        bool isDefault = isStartup || (prefix.HasDefaultOrder && prefix.Origin is LineOrigin.Unsaid or LineOrigin.Apache);
        SignalConfidence confidence = isDefault && own.Row.HasCode ? SignalConfidence.High : SignalConfidence.Low;
        reading = new LineReading(own.Row, own.Row.KindFor(own.Errno, prefix.Level, own.Text), own.Errno, prefix.Pid, confidence);
        return true;
    }
}
