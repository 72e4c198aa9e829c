namespace MutexResponder.Detection;

/// <summary>
/// A line of unknown format that is no JSON: an ErrorLogFormat of the operator's, or a line whose start was cut off. Every word of it but the
/// message must be one that such a format prints for the server itself. So where a request's text stands in the line, before the message or
/// after it, the request's own message stands there too, and its words give it away.
/// </summary>
internal static class PlainFormat
{
    /// <summary>How far into the line the message may stand.</summary>
    private const int MaxPrefixBytes = 1_024;

    /// <summary>So much of the message must be there before it is believed.</summary>
    private const int MinMessageBytes = 8;

    /// <summary>A path or the name of a mutex at the message's end, <c>(file /run/lock/x)</c> at most. What follows is the format's.</summary>
    private const int MaxEndWords = 2;

    public static bool TryScan(ReadOnlySpan<byte> line, LinePrefix prefix, out LineReading reading)
    {
        reading = default;
        if ((prefix.Origin == LineOrigin.Other && !prefix.HasModule) || RequestMarks.HasPeer(line))
        {
            // Another program's line in which nothing looks like Apache, or a request's.
            return false;
        }

        // Words before the prefix's end are syslog's or the container's.
        int start = line.Length - prefix.AfterOrigin.Length;
        ReadOnlySpan<byte> head = line[..Math.Min(line.Length, MaxPrefixBytes)];
        int at = OwnMessage.IndexOfAnyCode(head, default);
        if (at < start || !TryReadMessage(line[at..], out OwnMessage own) || own.Text.Length < MinMessageBytes)
        {
            return false;
        }

        PlainWords words = new(own.Row);
        if (!words.AcceptBefore(line[start..at]) || !words.AcceptAfter(own.Tail))
        {
            return false;
        }

        int? pid = words.Pid ?? prefix.Pid;
        reading = new LineReading(own.Row, own.Row.KindFor(words.Errno, words.Level, own.Text), words.Errno, pid, SignalConfidence.Low);
        return true;
    }

    private static bool TryReadMessage(ReadOnlySpan<byte> text, out OwnMessage own)
    {
        own = default;
        return MutexMessages.StartsWithCode(text, out int number)
            && MutexMessages.TryGet(number, out MutexMessage? row)
            && !row.ForRequest
            && OwnMessage.TryReadAfterCode(text, row, null, out own, MaxEndWords);
    }
}
