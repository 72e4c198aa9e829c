namespace MutexResponder.Detection;

/// <summary>
/// Signs that a line was logged for a request or a connection. Such a line holds text that the other side wrote,
/// so it is never believed; Apache logs no mutex failure of the server that way.
/// </summary>
internal static class RequestMarks
{
    /// <summary>
    /// Whether <c>[client 192.0.2.7:4711] </c> or <c>[remote …] </c> stands here. <c>[client AH00144: </c> is not one:
    /// the manual's own ErrorLogFormat prints that for a line that has no client.
    /// </summary>
    public static bool StartsWithPeer(ReadOnlySpan<byte> text)
    {
        Utf8Scanner scanner = new(text);
        return (scanner.TrySkip("[client "u8) || scanner.TrySkip("[remote "u8)) && !MutexMessages.StartsWithCode(scanner.Rest, out _);
    }

    public static bool HasPeer(ReadOnlySpan<byte> text) => HasPeer(text, "[client "u8) || HasPeer(text, "[remote "u8);

    /// <summary>Whether any sign of a request is in a line of unknown format.</summary>
    public static bool HasAny(ReadOnlySpan<byte> line) =>
        HasPeer(line)
        || line.IndexOf("referer"u8) >= 0 || line.IndexOf("Referer"u8) >= 0
        || line.IndexOf("://"u8) >= 0 || line.IndexOf("HTTP/"u8) >= 0
        || line.IndexOf("stderr from "u8) >= 0;

    private static bool HasPeer(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        ReadOnlySpan<byte> rest = text;
        while (true)
        {
            int at = rest.IndexOf(word);
            if (at < 0)
            {
                return false;
            }

            if (StartsWithPeer(rest[at..]))
            {
                return true;
            }

            rest = rest[(at + word.Length)..];
        }
    }
}
