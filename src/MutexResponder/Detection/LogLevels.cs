namespace MutexResponder.Detection;

/// <summary>The names of Apache's log levels (core.xml, LogLevel).</summary>
internal static class LogLevels
{
    public static bool Contains(ReadOnlySpan<byte> word) => word.Length switch
    {
        4 => word.SequenceEqual("crit"u8) || word.SequenceEqual("warn"u8) || word.SequenceEqual("info"u8),
        5 => word.SequenceEqual("emerg"u8) || word.SequenceEqual("alert"u8) || word.SequenceEqual("error"u8) || word.SequenceEqual("debug"u8),
        6 => word.SequenceEqual("notice"u8) || (word.StartsWith("trace"u8) && word[5] is >= (byte)'1' and <= (byte)'8'),
        _ => false,
    };
}
