using System.Numerics;
using System.Runtime.Intrinsics;

namespace MutexResponder.Detection;

/// <summary>
/// A JSON string from behind its opening quote to its closing one, and whether it may hold a message of a mutex: both found in one pass.
/// </summary>
/// <param name="Length">The bytes between the quotes.</param>
/// <param name="IsEscaped">Whether it holds JSON escapes.</param>
/// <param name="MayTell">
/// False only where it has no mark of <see cref="MutexMessages"/>, neither code nor word, with its escapes or without. True also where a
/// <c>\u…</c> may stand for a letter or digit, or where the mark comes right after the string.
/// </param>
internal readonly record struct CompactText(int Length, bool IsEscaped, bool MayTell)
{
    /// <summary>Looked at together. Native code has narrower vectors, and takes two for it.</summary>
    private const int BlockBytes = 32;

    /// <summary><c>\u</c> and four digits.</summary>
    private const int UnicodeEscapeLength = 6;

    /// <summary>Never throws. False where the string does not end in <paramref name="text"/>, or is none that JSON allows.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out CompactText read)
    {
        read = default;
        bool isEscaped = false, mayTell = false;
        int escapedTo = 0;
        for (int block = 0; block < text.Length; block += BlockBytes)
        {
            ReadOnlySpan<byte> rest = text[block..];
            bool isWhole = rest.Length > BlockBytes;
            mayTell = mayTell || (!isWhole && MutexMessages.IndexOfMark(rest) >= 0);
            uint marks = isWhole ? Marks(rest) : MarksInLast(rest), starts = isWhole ? Starts(rest) : 0;
            for (; starts != 0; starts &= starts - 1)
            {
                mayTell = mayTell || MutexMessages.StartsWithMark(text[(block + BitOperations.TrailingZeroCount(starts))..]);
            }

            for (; marks != 0; marks &= marks - 1)
            {
                int at = block + BitOperations.TrailingZeroCount(marks);
                if (at < escapedTo)
                {
                    continue;
                }

                if (text[at] == '"')
                {
                    read = new CompactText(at, isEscaped, mayTell);
                    return true;
                }

                int escapeLength = EscapeLength(text[at..]);
                if (escapeLength == 0)
                {
                    return false;
                }

                isEscaped = true;
                mayTell |= escapeLength == UnicodeEscapeLength;
                escapedTo = at + escapeLength;
            }
        }

        return false;
    }

    /// <returns>A bit for every byte of the block that ends a run of plain characters in a JSON string, or must not stand in one.</returns>
    private static uint Marks(ReadOnlySpan<byte> block)
    {
        Vector256<byte> bytes = Vector256.Create(block);
        return (Vector256.Equals(bytes, Vector256.Create((byte)'"'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
            | Vector256.LessThan(bytes, Vector256.Create((byte)' '))).ExtractMostSignificantBits();
    }

    /// <returns>A bit for every byte of the block where the first two letters of a code or of the word start; the second may stand behind the block.</returns>
    private static uint Starts(ReadOnlySpan<byte> block)
    {
        Vector256<byte> first = Vector256.Create(block), second = Vector256.Create(block[1..]);
        return ((Vector256.Equals(first, Vector256.Create(MutexMessages.Letters[0])) & Vector256.Equals(second, Vector256.Create(MutexMessages.Letters[1])))
            | (Vector256.Equals(first, Vector256.Create(MutexMessages.Word[0])) & Vector256.Equals(second, Vector256.Create(MutexMessages.Word[1]))))
            .ExtractMostSignificantBits();
    }

    /// <summary>As <see cref="Marks"/>, for the end of the text, which fills no block.</summary>
    private static uint MarksInLast(ReadOnlySpan<byte> rest)
    {
        uint marks = 0;
        for (int i = 0; i < rest.Length; i++)
        {
            marks |= rest[i] is (byte)'"' or (byte)'\\' or < (byte)' ' ? 1u << i : 0;
        }

        return marks;
    }

    /// <summary>The length of the escape that the text starts with; 0 where it starts with none, or not with a whole one.</summary>
    private static int EscapeLength(ReadOnlySpan<byte> text)
    {
        const int ShortLength = 2;
        if (text[0] != '\\' || text.Length < ShortLength)
        {
            return 0;
        }

        if (text[1] != 'u')
        {
            return "\"\\/bfnrt"u8.Contains(text[1]) ? ShortLength : 0;
        }

        if (text.Length < UnicodeEscapeLength)
        {
            return 0;
        }

        foreach (byte digit in text[ShortLength..UnicodeEscapeLength])
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return 0;
            }
        }

        return UnicodeEscapeLength;
    }
}
