using System.Buffers;

namespace MutexResponder.Detection;

/// <summary>What can be told of the part before the code in a line whose format we do not know.</summary>
internal static class UnknownPrefix
{
    private const int MaxStatusSearchBytes = 1_024;

    private static readonly SearchValues<byte> s_wordBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);

    /// <summary>
    /// Whether every <c>[module:level]</c> in it is the code's own and, where it names levels, the code's is one of them:
    /// another module's message may quote ours, but not under our level.
    /// </summary>
    /// <param name="code">The row of the table.</param>
    /// <param name="before">The line before the code.</param>
    /// <param name="level">The level found, empty where none is named.</param>
    public static bool AgreesWith(MutexMessage code, ReadOnlySpan<byte> before, out ReadOnlySpan<byte> level)
    {
        level = default;
        bool namesLevel = false;
        ReadOnlySpan<byte> rest = before;
        while (!rest.IsEmpty)
        {
            int length = rest.IndexOfAnyExcept(s_wordBytes);
            length = length < 0 ? rest.Length : length;
            ReadOnlySpan<byte> word = rest[..length];
            if (LogLevels.Contains(word))
            {
                namesLevel = true;
                level = word.SequenceEqual(code.LevelUtf8) || word.SequenceEqual("debug"u8) ? word : level;
            }

            rest = rest[Math.Min(length + 1, rest.Length)..];
        }

        return (!namesLevel || !level.IsEmpty) && !HasOtherModule(code, before);
    }

    /// <summary>The number of the last <c>(N)</c> that is not part of <c>file.c(N)</c>.</summary>
    public static int? FindErrno(ReadOnlySpan<byte> text)
    {
        int? found = null;
        ReadOnlySpan<byte> rest = text[..Math.Min(text.Length, MaxStatusSearchBytes)];
        while (true)
        {
            int at = rest.IndexOf((byte)'(');
            if (at < 0)
            {
                return found;
            }

            bool afterWord = at > 0 && char.IsAsciiLetterOrDigit((char)rest[at - 1]);
            Utf8Scanner scanner = new(rest[at..]);
            if (!afterWord && ErrorStatus.TrySkip(ref scanner, out int? errno) && errno is not null)
            {
                found = errno;
            }

            rest = rest[(at + 1)..];
        }
    }

    /// <summary>The number after the first <c>pid</c>: <c>[pid 930</c>, <c>pid=930</c>, <c>"pid":"930"</c>.</summary>
    public static int? FindPid(ReadOnlySpan<byte> text)
    {
        const int MaxPunctuationBytes = 4;
        int at = text.IndexOf("pid"u8);
        if (at < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> rest = text[(at + 3)..];
        int skip = rest[..Math.Min(rest.Length, MaxPunctuationBytes)].IndexOfAnyInRange((byte)'0', (byte)'9');
        if (skip < 0 || rest[..skip].IndexOfAnyInRange((byte)'a', (byte)'z') >= 0)
        {
            return null;
        }

        Utf8Scanner scanner = new(rest[skip..]);
        return scanner.TryReadNumber(out int pid) ? pid : null;
    }

    private static bool HasOtherModule(MutexMessage code, ReadOnlySpan<byte> before)
    {
        ReadOnlySpan<byte> rest = before;
        while (true)
        {
            int open = rest.IndexOf((byte)'[');
            if (open < 0)
            {
                return false;
            }

            rest = rest[(open + 1)..];
            int close = rest.IndexOfAny((byte)']', (byte)'[');
            if (close >= 0
                && rest[close] == ']'
                && LinePrefix.TrySplitModule(rest[..close], out ReadOnlySpan<byte> module, out ReadOnlySpan<byte> level)
                && !code.IsLoggedAs(module, level))
            {
                return true;
            }
        }
    }
}
