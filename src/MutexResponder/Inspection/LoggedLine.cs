using System.Globalization;
using System.Text;
using MutexResponder.Detection;

namespace MutexResponder.Inspection;

/// <summary>One line of the instance's own error log, as the script read it from the file.</summary>
/// <param name="At">The line's own time; null where it has none or the machine's UTC offset is not known.</param>
/// <param name="Signal">What it says of a mutex, null where it says nothing.</param>
/// <param name="Text">The line.</param>
public sealed record LoggedLine(DateTimeOffset? At, Signal? Signal, string Text)
{
    private static readonly string[] TimeFormats = ["ddd MMM dd HH:mm:ss.ffffff yyyy", "ddd MMM dd HH:mm:ss yyyy"];

    /// <summary>A graceful restart was asked for: prefork, worker, event.</summary>
    public bool IsGracefulRestart => HasNotice("AH00171") || HasNotice("AH00297") || HasNotice("AH00493");

    /// <summary>A reload of any kind begins: the mutexes are made anew behind it.</summary>
    public bool IsReload => IsGracefulRestart || HasNotice("AH00173") || HasNotice("AH00298") || HasNotice("AH00494");

    /// <summary>Apache serves from here on: "resuming normal operations" of any MPM.</summary>
    public bool IsStart => HasNotice("AH00163") || HasNotice("AH00292") || HasNotice("AH00489");

    /// <summary>Somebody stopped Apache in order: "caught SIGTERM" or "SIGWINCH", "shutting down", of any MPM.</summary>
    public bool IsOrderlyStop =>
        HasNotice("AH00169") || HasNotice("AH00170") || HasNotice("AH00295") || HasNotice("AH00296") || HasNotice("AH00491") || HasNotice("AH00492");

    /// <summary>Never throws; every line gives a result.</summary>
    /// <param name="text">The line without its line end.</param>
    /// <param name="utcOffset">The machine's offset from UTC, null where it was not recorded.</param>
    /// <param name="readAt">The machine's clock when the script ran.</param>
    public static LoggedLine Read(string text, TimeSpan? utcOffset, DateTimeOffset readAt)
    {
        DateTimeOffset? at = utcOffset is { } offset ? ReadTime(text, offset) : null;
        Signal? signal = ErrorLogLine.TryRead(Encoding.UTF8.GetBytes(text), at ?? readAt, out Signal? found) ? found : null;
        return new LoggedLine(at, signal, text);
    }

    /// <summary>The default format's time, <c>[Tue Aug 25 20:51:54.215281 2020]</c>: local time without an offset.</summary>
    private static DateTimeOffset? ReadTime(string text, TimeSpan offset)
    {
        int close = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        return close > 0
            && DateTime.TryParseExact(text.AsSpan(1, close - 1), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out DateTime local)
            && local.Year is > 1970 and < 2500
            ? new DateTimeOffset(local, offset)
            : null;
    }

    /// <summary>A notice of the server itself: the code comes right after the pid, so no client's text can stand there.</summary>
    private bool HasNotice(string code)
    {
        int at = Text.IndexOf("] " + code + ": ", StringComparison.Ordinal);
        return at > 0 && Text.IndexOf(":notice] [pid ", StringComparison.Ordinal) is var notice and > 0 && notice < at
            && Text.IndexOf("] ", notice + 8, StringComparison.Ordinal) == at;
    }
}
