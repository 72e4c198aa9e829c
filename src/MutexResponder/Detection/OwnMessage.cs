namespace MutexResponder.Detection;

/// <summary>The message of the table that a text starts with: <c>[FILE(LINE): ][(ERRNO)TEXT: ][[client A:P] ][AHnnnnn: ]message</c>.</summary>
internal readonly ref struct OwnMessage
{
    /// <summary>An error text, in any language, with every byte escaped as \xNN.</summary>
    private const int MaxErrorTextBytes = 512;

    private OwnMessage(MutexMessage row, int? errno, ReadOnlySpan<byte> text, ReadOnlySpan<byte> tail)
    {
        Row = row;
        Errno = errno;
        Text = text;
        Tail = tail;
    }

    public MutexMessage Row { get; }

    /// <summary>The number before it or, where a module prints it so, at its end; null where there is none.</summary>
    public int? Errno { get; }

    /// <summary>The message; empty where the line was cut right after the code.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>What comes after the message.</summary>
    public ReadOnlySpan<byte> Tail { get; }

    /// <summary>
    /// Reads the message that stands at the start of the text and nowhere else. The error's text is not looked into, as it may hold colons
    /// in any language: it ends where the first code begins, or the client's address before it.
    /// </summary>
    /// <param name="text">From behind the line's prefix.</param>
    /// <param name="module">The prefix's module; empty where it gives none.</param>
    /// <param name="level">The prefix's level; empty where it gives none.</param>
    /// <param name="own">What was read.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, ReadOnlySpan<byte> module, ReadOnlySpan<byte> level, out OwnMessage own)
    {
        own = default;
        Utf8Scanner scanner = new(text);
        SkipSourceLocation(ref scanner);
        bool isRequest = false;
        if (ErrorStatus.TrySkip(ref scanner, out int? errno))
        {
            ReadOnlySpan<byte> status = scanner.Rest[..Math.Min(scanner.Rest.Length, MaxErrorTextBytes)], separator = ": "u8;
            int peer = status.IndexOf(": [client "u8), at = IndexOfAnyCode(peer < 0 ? status : status[..peer], separator);
            if (at < 0)
            {
                at = peer >= 0 ? peer : status.IndexOf(separator);
            }

            if (at < 0 || RequestMarks.HasPeer(status[..at]))
            {
                return false;
            }

            scanner.Skip(at + separator.Length);
            isRequest = RequestMarks.TrySkipClient(ref scanner);
        }

        return MutexMessages.StartsWithCode(scanner.Rest, out int number)
            ? MutexMessages.TryGet(number, out MutexMessage? row) && row.ForRequest == isRequest && TryReadAfterCode(scanner.Rest, row, errno, out own)
            : !isRequest && TryReadUncoded(scanner.Rest, errno, module, level, out own);
    }

    /// <summary>Reads <c>AHnnnnn: message</c> and checks that the message is the code's own; a cut line may end anywhere in it.</summary>
    public static bool TryReadAfterCode(ReadOnlySpan<byte> text, MutexMessage row, int? errno, out OwnMessage own, int maxEndWords = int.MaxValue)
    {
        own = default;
        ReadOnlySpan<byte> afterCode = text[MutexMessages.CodeLength..];
        if (!afterCode.StartsWith(": "u8))
        {
            own = new OwnMessage(row, errno, default, default);
            return afterCode.IsEmpty || afterCode.SequenceEqual(":"u8);
        }

        ReadOnlySpan<byte> message = afterCode[2..];
        if (!row.TryMatchMessage(message, out int length, maxEndWords))
        {
            return false;
        }

        own = new OwnMessage(row, errno, message[..length], message[length..]);
        return true;
    }

    /// <summary>Where the first <paramref name="separator"/> stands that a code follows, known or not, and no part of a longer word; else -1.</summary>
    public static int IndexOfAnyCode(ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator)
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
                return at - separator.Length;
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

    /// <summary>A message without a code counts only with its error number: without one it is words.</summary>
    public static bool TryReadUncoded(ReadOnlySpan<byte> text, int? errno, ReadOnlySpan<byte> module, ReadOnlySpan<byte> level, out OwnMessage own)
    {
        own = default;
        if (!MutexMessages.TryGetWithoutCode(text, module, level, out MutexMessage? row, out int length))
        {
            return false;
        }

        own = new OwnMessage(row, errno ?? NumberIn(text[..length]), text[..length], text[length..]);
        return own.Errno is not null;
    }

    /// <summary>mod_auth_mellon prints <c>failed [22]: Invalid argument</c>, mod_auth_openidc <c>failed: Invalid argument (22)</c>.</summary>
    private static int? NumberIn(ReadOnlySpan<byte> message)
    {
        int failed = message.IndexOf(" failed"u8);
        ReadOnlySpan<byte> rest = failed < 0 ? default : message[failed..];
        Utf8Scanner scanner = new(rest[(rest.IndexOfAny((byte)'[', (byte)'(') + 1)..]);
        return scanner.TryReadNumber(out int number) && (scanner.Rest.StartsWith("]"u8) || scanner.Rest.StartsWith(")"u8)) ? number : null;
    }
}
