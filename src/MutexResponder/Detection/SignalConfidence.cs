namespace MutexResponder.Detection;

/// <summary>How surely a line was written by Apache's own logging of the event it names.</summary>
public enum SignalConfidence
{
    /// <summary>The code was found in a line of an unknown format (a custom ErrorLogFormat).</summary>
    Low,

    /// <summary>The line has the default format, anchored from its first character to the code.</summary>
    High,
}
