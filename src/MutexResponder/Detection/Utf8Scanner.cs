using System.Globalization;

namespace MutexResponder.Detection;

/// <summary>Reads a line from its start, byte by byte and without going back. A failed step leaves the position where it was.</summary>
internal ref struct Utf8Scanner(ReadOnlySpan<byte> text)
{
    /// <summary>What has not been read yet.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = text;

    public bool TrySkip(ReadOnlySpan<byte> literal)
    {
        if (!Rest.StartsWith(literal))
        {
            return false;
        }

        Rest = Rest[literal.Length..];
        return true;
    }

    public void Skip(int count) => Rest = Rest[count..];

    /// <summary>Skips exactly that many decimal digits.</summary>
    public bool TrySkipDigits(int count)
    {
        if (Rest.Length < count || Rest[..count].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        Rest = Rest[count..];
        return true;
    }

    /// <summary>Reads a run of decimal digits that fits in an <see cref="int"/>.</summary>
    public bool TryReadNumber(out int number)
    {
        int length = Rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        length = length < 0 ? Rest.Length : length;
        if (!int.TryParse(Rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        Rest = Rest[length..];
        return true;
    }

    /// <summary>Reads up to the delimiter, which is skipped, if it comes within <paramref name="maxBytes"/> bytes.</summary>
    public bool TryReadUntil(byte delimiter, int maxBytes, out ReadOnlySpan<byte> text)
    {
        int at = Rest[..Math.Min(Rest.Length, maxBytes + 1)].IndexOf(delimiter);
        text = Rest[..Math.Max(at, 0)];
        if (at < 0)
        {
            return false;
        }

        Rest = Rest[(at + 1)..];
        return true;
    }
}
