using System.Text;

namespace MutexResponder.Detection;

/// <summary>
/// Turns the inside of a JSON string into UTF-8. Unlike <c>Utf8JsonReader.CopyString</c> it never throws: half of a surrogate pair, which
/// a log agent may send where it cut a line, becomes U+FFFD.
/// </summary>
internal static class JsonText
{
    /// <summary>Unescapes a string that the JSON reader has already found to be well-formed.</summary>
    /// <param name="escaped">The bytes between the quotes.</param>
    /// <param name="destination">At least as long as <paramref name="escaped"/>: unescaping never makes text longer.</param>
    /// <returns>Bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        int written = 0;
        ReadOnlySpan<byte> rest = escaped;
        while (true)
        {
            int at = rest.IndexOf((byte)'\\');
            if (at < 0 || at + 1 >= rest.Length)
            {
                rest.CopyTo(destination[written..]);
                return written + rest.Length;
            }

            rest[..at].CopyTo(destination[written..]);
            written += at;
            byte kind = rest[at + 1];
            rest = rest[(at + 2)..];
            if (kind == 'u')
            {
                written += ReadRune(ref rest).EncodeToUtf8(destination[written..]);
                continue;
            }

            destination[written++] = kind switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                _ => kind,
            };
        }
    }

    /// <summary>Reads the digits after <c>\u</c> and, where they are the first half of a pair, the second half too.</summary>
    private static Rune ReadRune(ref ReadOnlySpan<byte> rest)
    {
        if (!TryReadUnit(rest, out char first))
        {
            rest = default;
            return Rune.ReplacementChar;
        }

        rest = rest[4..];
        if (char.IsHighSurrogate(first)
            && rest.StartsWith("\\u"u8)
            && TryReadUnit(rest[2..], out char second)
            && Rune.TryCreate(first, second, out Rune pair))
        {
            rest = rest[6..];
            return pair;
        }

        return Rune.TryCreate(first, out Rune single) ? single : Rune.ReplacementChar;
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> text, out char unit)
    {
        unit = default;
        if (text.Length < 4)
        {
            return false;
        }

        int value = 0;
        foreach (byte digit in text[..4])
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }

            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        unit = (char)value;
        return true;
    }
}
