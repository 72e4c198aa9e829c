using System.Runtime.Intrinsics;

namespace MutexResponder.Detection;

/// <summary>
/// What stands before the message of a <see cref="CompactEvent"/>, as the event before had it: <c>,{"id":"…","timestamp":…,"message":"</c>
/// with as many digits. In one delivery it is of one length, and then all of it can be compared at once.
/// </summary>
/// <remarks>
/// 2026-11-24: measured from field to field, the processor had to wait for the length of each before it could look at the next.
/// That was half the cost of an event.
/// </remarks>
internal sealed class CompactHead
{
    /// <summary>Compared together. Native code has narrower vectors, and takes two for it. No head is shorter.</summary>
    private const int BlockBytes = 32;

    /// <summary>CloudWatch Logs writes 102 bytes. Longer ones are measured every time.</summary>
    private const int MaxBytes = 256;

    /// <summary>What must be there, but for the digits.</summary>
    private readonly byte[] _fixed = new byte[MaxBytes];

    /// <summary>255 where any digit may stand, else 0.</summary>
    private readonly byte[] _digits = new byte[MaxBytes];

    /// <summary>Its bytes; 0 where none was learnt.</summary>
    public int Length { get; private set; }

    /// <summary>Where its timestamp stands.</summary>
    public Range Timestamp { get; private set; }

    /// <summary>Takes the place of what was learnt before.</summary>
    /// <param name="head">A whole head.</param>
    /// <param name="timestamp">Where its timestamp stands.</param>
    public void Learn(ReadOnlySpan<byte> head, Range timestamp)
    {
        if (head.Length > MaxBytes)
        {
            return;
        }

        head.CopyTo(_fixed);
        for (int i = 0; i < head.Length; i++)
        {
            _digits[i] = char.IsAsciiDigit((char)head[i]) ? byte.MaxValue : (byte)0;
        }

        Length = head.Length;
        Timestamp = timestamp;
    }

    /// <summary>Whether the JSON starts with the head that was learnt, whatever its digits are.</summary>
    public bool IsStartOf(ReadOnlySpan<byte> json)
    {
        // JSON has no numbers with leading zeros.
        if (Length == 0 || json.Length < Length || json[Timestamp.Start.Value] == '0')
        {
            return false;
        }

        Vector256<byte> isSame = Vector256<byte>.AllBitsSet;
        int last = Length - BlockBytes;
        for (int at = 0; at < last; at += BlockBytes)
        {
            isSame &= CompareBlock(json, at);
        }

        // This one overlaps the one before: so none reaches beyond the head.
        isSame &= CompareBlock(json, last);
        return isSame == Vector256<byte>.AllBitsSet;
    }

    /// <returns>255 for every byte that is as in the head.</returns>
    private Vector256<byte> CompareBlock(ReadOnlySpan<byte> json, int at)
    {
        Vector256<byte> bytes = Vector256.Create(json[at..]);
        Vector256<byte> isDigit = Vector256.LessThan(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)10));
        return Vector256.Equals(bytes, Vector256.Create(_fixed.AsSpan(at))) | (isDigit & Vector256.Create(_digits.AsSpan(at)));
    }
}
