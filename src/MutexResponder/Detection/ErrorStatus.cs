namespace MutexResponder.Detection;

/// <summary>The status before a message, as log_apr_status prints it (server/log.c): <c>(43)</c>, <c>(EAI 2)</c>, <c>(OS 70007)</c>, <c>(os 0x0001117f)</c>.</summary>
internal static class ErrorStatus
{
    /// <summary>Skips a status. Only the plain form is an error number of the system; the others give null.</summary>
    public static bool TrySkip(ref Utf8Scanner scanner, out int? errno)
    {
        const int MaxOtherBytes = 16;
        Utf8Scanner ahead = scanner;
        errno = null;
        if (!ahead.TrySkip("("u8))
        {
            return false;
        }

        if (ahead.TryReadNumber(out int number) && ahead.TrySkip(")"u8))
        {
            errno = number;
            scanner = ahead;
            return true;
        }

        if ((ahead.TrySkip("EAI "u8) || ahead.TrySkip("OS "u8) || ahead.TrySkip("os 0x"u8)) && ahead.TryReadUntil((byte)')', MaxOtherBytes, out _))
        {
            scanner = ahead;
            return true;
        }

        return false;
    }
}
