namespace MutexResponder.Detection;

/// <summary>Recognises the times that stand before an error-log message. Their value is not used: the log event has its own.</summary>
internal static class LogTime
{
    /// <summary>Apache's own, in English whatever the locale: <c>Tue Aug 25 20:51:54.215281 2020</c>, with or without the fraction.</summary>
    public static bool IsApacheTime(ReadOnlySpan<byte> text)
    {
        Utf8Scanner scanner = new(text);
        return TrySkipName(ref scanner, "MonTueWedThuFriSatSun"u8)
            && TrySkipMonthAndDay(ref scanner)
            && TrySkipClock(ref scanner)
            && (!scanner.TrySkip("."u8) || scanner.TrySkipDigits(6))
            && scanner.TrySkip(" "u8)
            && scanner.TrySkipDigits(4)
            && scanner.Rest.IsEmpty;
    }

    /// <summary>Syslog's: <c>Aug 25 20:51:54 </c> (RFC 3164) or <c>2020-08-25T20:51:54.215281+09:00 </c> (RFC 3339).</summary>
    public static bool TrySkipSyslogTime(ref Utf8Scanner scanner)
    {
        Utf8Scanner ahead = scanner;
        if (TrySkipMonthAndDay(ref ahead) && TrySkipClock(ref ahead) && ahead.TrySkip(" "u8))
        {
            scanner = ahead;
            return true;
        }

        ahead = scanner;
        if (ahead.TrySkipDigits(4) && ahead.TrySkip("-"u8) && ahead.TrySkipDigits(2) && ahead.TrySkip("-"u8) && ahead.TrySkipDigits(2)
            && ahead.TrySkip("T"u8) && TrySkipClock(ref ahead) && ahead.TryReadUntil((byte)' ', 16, out _))
        {
            scanner = ahead;
            return true;
        }

        return false;
    }

    private static bool TrySkipMonthAndDay(ref Utf8Scanner scanner) =>
        TrySkipName(ref scanner, "JanFebMarAprMayJunJulAugSepOctNovDec"u8)
        && (scanner.TrySkip(" "u8) ? scanner.TrySkipDigits(1) : scanner.TrySkipDigits(2))
        && scanner.TrySkip(" "u8);

    private static bool TrySkipClock(ref Utf8Scanner scanner) =>
        scanner.TrySkipDigits(2) && scanner.TrySkip(":"u8) && scanner.TrySkipDigits(2) && scanner.TrySkip(":"u8) && scanner.TrySkipDigits(2);

    /// <summary>Skips one of the three-letter names and a space.</summary>
    private static bool TrySkipName(ref Utf8Scanner scanner, ReadOnlySpan<byte> names) =>
        scanner.TryReadUntil((byte)' ', 3, out ReadOnlySpan<byte> name) && name.Length == 3 && names.IndexOf(name) % 3 == 0;
}
