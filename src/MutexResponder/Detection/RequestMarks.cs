using System.Buffers;

namespace MutexResponder.Detection;

/// <summary>Signs that a line was logged for a request or a connection. Such a line holds text that the other side wrote.</summary>
internal static class RequestMarks
{
    private const int MaxAddressBytes = 64;

    private static readonly SearchValues<byte> s_addressBytes = SearchValues.Create("0123456789abcdefABCDEF.:%"u8);

    /// <summary>
    /// Whether <c>[client 192.0.2.7:4711] </c> or <c>[remote …] </c> stands here. <c>[client -] </c> and <c>[client AH00144: </c> are none:
    /// formats print those for a line that has no client, the latter the manual's own.
    /// </summary>
    public static bool StartsWithPeer(ReadOnlySpan<byte> text)
    {
        Utf8Scanner scanner = new(text);
        return (scanner.TrySkip("[client "u8) || scanner.TrySkip("[remote "u8))
            && !scanner.Rest.StartsWith("-]"u8)
            && !MutexMessages.StartsWithCode(scanner.Rest, out _);
    }

    public static bool HasPeer(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = text;
        while (true)
        {
            int at = rest.IndexOf((byte)'[');
            if (at < 0)
            {
                return false;
            }

            if (StartsWithPeer(rest[at..]))
            {
                return true;
            }

            rest = rest[(at + 1)..];
        }
    }

    /// <summary>Skips <c>[client ADDRESS:PORT] </c>; the address is one that Apache itself printed, and nothing of the client's words.</summary>
    public static bool TrySkipClient(ref Utf8Scanner scanner)
    {
        Utf8Scanner ahead = scanner;
        if (!ahead.TrySkip("[client "u8)
            || !ahead.TryReadUntil((byte)']', MaxAddressBytes, out ReadOnlySpan<byte> address)
            || address.IsEmpty
            || address.IndexOfAnyExcept(s_addressBytes) >= 0
            || !ahead.TrySkip(" "u8))
        {
            return false;
        }

        scanner = ahead;
        return true;
    }

    /// <summary>Whether a field of that name holds what the other side of a request wrote or is.</summary>
    public static bool IsNamedBy(ReadOnlySpan<byte> key)
    {
        const int MaxKeyBytes = 64;
        Span<byte> name = stackalloc byte[MaxKeyBytes];
        int length = 0;
        foreach (byte letter in key[^Math.Min(key.Length, MaxKeyBytes)..])
        {
            if (char.IsAsciiLetter((char)letter))
            {
                name[length++] = (byte)char.ToLowerInvariant((char)letter);
            }
        }

        name = name[..length];
        return name.IndexOf("referer"u8) >= 0 || name.IndexOf("referrer"u8) >= 0 || name.IndexOf("useragent"u8) >= 0
            || name.IndexOf("client"u8) >= 0 || name.IndexOf("remote"u8) >= 0 || name.IndexOf("request"u8) >= 0 || name.IndexOf("query"u8) >= 0
            || name.IndexOf("cookie"u8) >= 0 || name.SequenceEqual("user"u8) || name.EndsWith("username"u8) || name.EndsWith("authuser"u8)
            || name.SequenceEqual("uri"u8) || name.SequenceEqual("url"u8) || name.SequenceEqual("urlpath"u8);
    }
}
