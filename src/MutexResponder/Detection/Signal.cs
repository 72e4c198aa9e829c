namespace MutexResponder.Detection;

/// <summary>
/// What one error-log line said. A signal names an instance to look at and is never evidence:
/// application code that shares Apache's stderr can write the same line.
/// </summary>
/// <param name="Code">The message code, such as <c>AH00144</c>, or <see cref="NoCode"/>.</param>
/// <param name="Kind">What the code means together with <paramref name="Errno"/>.</param>
/// <param name="Errno">The number in parentheses, never its text, which is translated; null where the line has none.</param>
/// <param name="Pid">The process that logged, null where the line does not say.</param>
/// <param name="ObservedAt">The log event's own time: the instance's clock, as the log agent read it.</param>
/// <param name="Line">The line as logged, at most <see cref="MaxLineChars"/> characters.</param>
/// <param name="Confidence">Whether the line had Apache's default format.</param>
public sealed record Signal(
    string Code,
    SignalKind Kind,
    int? Errno,
    int? Pid,
    DateTimeOffset ObservedAt,
    string Line,
    SignalConfidence Confidence)
{
    /// <summary>Stands for the code where the message has none: httpd 2.2 and modules of third parties.</summary>
    public const string NoCode = "-";

    /// <summary>A longer line is cut here; an Apache line ends at 8,192 bytes and the facts are at its start.</summary>
    public const int MaxLineChars = 512;
}

/// <summary>How surely a line was written by Apache's own logging of the event it names.</summary>
public enum SignalConfidence
{
    /// <summary>The code was found in a line of an unknown format (a custom ErrorLogFormat).</summary>
    Low,

    /// <summary>The line has the default format, anchored from its first character to the code.</summary>
    High,
}
