using System.Diagnostics.CodeAnalysis;

namespace MutexResponder.Detection;

/// <summary>
/// Reads one line of Apache's error log. A line of the default format is read from its first character to the end of its
/// message, so that text which a client put into it (Referer, URI, user name, CGI output) can never be taken for the
/// message. A line of a format we do not know is believed less, and only if nothing in it points to a request.
/// What neither can tell: an application that shares Apache's stderr can write a whole line of its own.
/// </summary>
public static class ErrorLogLine
{
    /// <summary>Apache cuts its lines here (MAX_STRING_LEN); what comes after is not looked at.</summary>
    public const int MaxLineBytes = 8_192;

    /// <summary>An error text, in any language, with every byte escaped as \xNN.</summary>
    private const int MaxErrorTextBytes = 512;

    /// <summary>How far into a line of unknown format the code may stand.</summary>
    private const int MaxUnknownPrefixBytes = 1_024;

    /// <summary>So much of the message must be there before a line of unknown format is believed.</summary>
    private const int MinUnknownMessageBytes = 8;

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
        int earliest = line.Length - prefix.Rest.Length;
        if (!TryReadOwnCode(prefix.Rest, out OwnCode own))
        {
            return TryScanUnknown(line, prefix, earliest, line.Length, out reading);
        }

        // The line's own code is known for certain now, so any other in it is text.
        int ownAt = line.Length - own.AfterCode.Length - MutexMessages.CodeLength;
        return prefix.HasModule || IsStartup(prefix, own)
            ? TryAccept(prefix, own, out reading)
            : TryScanUnknown(line, prefix, ownAt, ownAt, out reading);
    }

    private static bool IsStartup(LinePrefix prefix, OwnCode own) =>
        prefix.GroupCount == 0
        && prefix.Origin != LineOrigin.Other
        && MutexMessages.TryGet(own.Number, out MutexMessage? code)
        && code.AtStartup;

    /// <summary>
    /// Reads <c>[FILE(LINE): ][(ERRNO)TEXT: ]AHnnnnn[: message]</c>. The text is not looked into, as it may hold colons in
    /// any language; it ends where the first code begins.
    /// </summary>
    private static bool TryReadOwnCode(ReadOnlySpan<byte> rest, out OwnCode own)
    {
        own = default;
        Utf8Scanner scanner = new(rest);
        SkipSourceLocation(ref scanner);
        int? errno = null;
        if (ErrorStatus.TrySkip(ref scanner, out errno))
        {
            ReadOnlySpan<byte> text = scanner.Rest[..Math.Min(scanner.Rest.Length, MaxErrorTextBytes)];
            int at = IndexOfAnyCode(text, ": "u8);
            if (at < 0 || RequestMarks.HasPeer(text[..at]))
            {
                return false;
            }

            scanner.Skip(at);
        }

        if (!MutexMessages.StartsWithCode(scanner.Rest, out int number))
        {
            return false;
        }

        scanner.Skip(MutexMessages.CodeLength);
        own = new OwnCode(number, errno, scanner.Rest);
        return true;
    }

    private static bool TryAccept(LinePrefix prefix, OwnCode own, out LineReading reading)
    {
        reading = default;
        if (!MutexMessages.TryGet(own.Number, out MutexMessage? code)
            || !TryReadMessage(code, own.AfterCode, out ReadOnlySpan<byte> message, out ReadOnlySpan<byte> tail)
            || !tail.IsEmpty)
        {
            return false;
        }

        if (prefix.HasModule && !code.IsLoggedAs(prefix.Module, prefix.Level))
        {
            return false;
        }

        bool isDefault = !prefix.HasModule || (prefix.HasDefaultOrder && prefix.Origin != LineOrigin.Other);
        SignalConfidence confidence = isDefault ? SignalConfidence.High : SignalConfidence.Low;
        reading = new LineReading(code, code.KindFor(own.Errno, prefix.Level, message), own.Errno, prefix.Pid, confidence);
        return true;
    }

    /// <summary>
    /// A line of unknown format (a custom ErrorLogFormat, a wrapper's JSON, a line whose start was cut off). Its first code
    /// counts and no other, its level and module must be the code's own wherever they are given, and nothing in it may
    /// point to a request.
    /// </summary>
    /// <param name="line">The whole line.</param>
    /// <param name="prefix">What was read of its start.</param>
    /// <param name="earliestAt">The code stands here or later: text in a group at the start is never a message.</param>
    /// <param name="latestAt">The code stands here or earlier.</param>
    /// <param name="reading">What the line says.</param>
    private static bool TryScanUnknown(ReadOnlySpan<byte> line, LinePrefix prefix, int earliestAt, int latestAt, out LineReading reading)
    {
        reading = default;
        if (prefix.Origin == LineOrigin.Other && !prefix.HasModule)
        {
            // Another program's line, and nothing in it looks like Apache.
            return false;
        }

        ReadOnlySpan<byte> head = line[..Math.Min(line.Length, MaxUnknownPrefixBytes)];
        int at = IndexOfAnyCode(head, default);
        if (at < earliestAt
            || at > latestAt
            || !MutexMessages.StartsWithCode(line[at..], out int number)
            || !MutexMessages.TryGet(number, out MutexMessage? code)
            || RequestMarks.HasAny(line))
        {
            return false;
        }

        ReadOnlySpan<byte> before = line[..at];
        if (!TryReadMessage(code, line[(at + MutexMessages.CodeLength)..], out ReadOnlySpan<byte> message, out ReadOnlySpan<byte> tail)
            || message.Length < MinUnknownMessageBytes
            || !CanFollowMessage(tail)
            || !UnknownPrefix.AgreesWith(code, before, out ReadOnlySpan<byte> level))
        {
            return false;
        }

        int? errno = UnknownPrefix.FindErrno(before) ?? UnknownPrefix.FindErrno(tail);
        int? pid = prefix.Pid ?? UnknownPrefix.FindPid(before);
        reading = new LineReading(code, code.KindFor(errno, level, message), errno, pid, SignalConfidence.Low);
        return true;
    }

    /// <summary>Reads <c>: message</c> and checks that it is the code's own; a cut line may end anywhere in it.</summary>
    private static bool TryReadMessage(MutexMessage code, ReadOnlySpan<byte> afterCode, out ReadOnlySpan<byte> message, out ReadOnlySpan<byte> tail)
    {
        message = tail = default;
        if (!afterCode.StartsWith(": "u8))
        {
            return afterCode.IsEmpty || afterCode.SequenceEqual(":"u8);
        }

        ReadOnlySpan<byte> text = afterCode[2..];
        if (!code.TryMatchMessage(text, out int length))
        {
            return false;
        }

        message = text[..length];
        tail = text[length..];
        return true;
    }

    /// <summary>After a message come a quote, a bracket or another field of the format, and no further words.</summary>
    private static bool CanFollowMessage(ReadOnlySpan<byte> tail)
    {
        ReadOnlySpan<byte> afterSpace = tail.StartsWith(" "u8) ? tail[1..] : tail;
        return afterSpace.IsEmpty || (afterSpace[0] < 0x80 && !char.IsAsciiLetterOrDigit((char)afterSpace[0]));
    }

    /// <summary>Where the first code stands, known or not, that follows <paramref name="separator"/> and is no part of a longer word; else -1.</summary>
    private static int IndexOfAnyCode(ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator)
    {
        int from = 0;
        while (true)
        {
            int at = text[from..].IndexOf(MutexMessages.Letters);
            if (at < 0)
            {
                return -1;
            }

            at += from;
            bool isWordStart = at == 0 || !char.IsAsciiLetterOrDigit((char)text[at - 1]);
            if (isWordStart && text[..at].EndsWith(separator) && MutexMessages.StartsWithCode(text[at..], out _))
            {
                return at;
            }

            from = at + MutexMessages.Letters.Length;
        }
    }

    /// <summary>Skips <c>prefork.c(255): </c>, which Apache prints with messages of level debug and below, and a custom format always.</summary>
    private static void SkipSourceLocation(ref Utf8Scanner scanner)
    {
        const int MaxFileNameBytes = 64;
        Utf8Scanner ahead = scanner;
        if (ahead.TryReadUntil((byte)'(', MaxFileNameBytes, out ReadOnlySpan<byte> file)
            && file.EndsWith(".c"u8)
            && file.IndexOf((byte)' ') < 0
            && ahead.TryReadNumber(out _)
            && ahead.TrySkip("): "u8))
        {
            scanner = ahead;
        }
    }
}
