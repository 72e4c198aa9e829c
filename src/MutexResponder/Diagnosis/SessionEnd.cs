using System.Globalization;
using MutexResponder.Inspection;

namespace MutexResponder.Diagnosis;

/// <summary>One record of an ended session.</summary>
internal sealed record SessionEnd(DateTimeOffset At, string Line)
{
    /// <summary>What logind and systemd say when a user's session, and with the last one the user, goes.</summary>
    private static readonly string[] Words = ["Removed session", "logged out", "Removed slice", "Stopped User Manager", "User Slice of"];

    private static readonly string[] SyslogFormats = ["MMM d HH:mm:ss yyyy", "MMM dd HH:mm:ss yyyy"];

    /// <summary>
    /// Reads the times of <c>journalctl -o short-unix</c> (1598391114.123456), <c>-o short-iso</c> and RFC 3164 syslog
    /// (Aug 25 20:51:54, the machine's local time, no year). Null for anything else. Never throws.
    /// </summary>
    public static SessionEnd? TryRead(string line, Evidence evidence)
    {
        if (!Words.Any(word => line.Contains(word, StringComparison.Ordinal)) || line.Contains("Created slice", StringComparison.Ordinal))
        {
            return null;
        }

        string[] words = line.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        if (double.TryParse(words[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double unix) && unix is > 1e8 and < 1e11)
        {
            return new SessionEnd(DateTimeOffset.UnixEpoch.AddSeconds(unix), line);
        }

        if (words[0].Length > 18 && words[0][4] == '-'
            && DateTimeOffset.TryParse(words[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset iso))
        {
            return new SessionEnd(iso, line);
        }

        if (words.Length < 3 || evidence.UtcOffset is not { } offset)
        {
            return null;
        }

        DateTimeOffset takenAt = evidence.TakenAt.ToOffset(offset);
        string dated = string.Create(CultureInfo.InvariantCulture, $"{words[0]} {words[1]} {words[2]} {takenAt.Year}");
        if (!DateTime.TryParseExact(dated, SyslogFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            return null;
        }

        var at = new DateTimeOffset(local, offset);

        // Syslog writes no year: a December line read in January is last year's.
        return new SessionEnd(at > takenAt.AddDays(1) ? at.AddYears(-1) : at, line);
    }
}
