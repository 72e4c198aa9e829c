using System.Buffers;
using System.Text;

namespace MutexResponder.Detection;

/// <summary>What a line was found to say, before anything is allocated for it.</summary>
/// <param name="Message">The row of the table.</param>
/// <param name="Kind">What it means with its error number.</param>
/// <param name="Errno">The error number, null where the line has none.</param>
/// <param name="Pid">The process, null where the line does not say.</param>
/// <param name="Confidence">How sure the format is.</param>
internal readonly record struct LineReading(MutexMessage Message, SignalKind Kind, int? Errno, int? Pid, SignalConfidence Confidence)
{
    /// <summary>A character takes at most this many bytes of UTF-8 per UTF-16 unit.</summary>
    private const int MaxBytesPerChar = 3;

    /// <summary>What comes after so much of a line is in no signal.</summary>
    public const int MaxTextBytes = Signal.MaxLineChars * MaxBytesPerChar;

    private static readonly SearchValues<char> s_controls = SearchValues.Create([.. Enumerable.Range(0, 256).Select(i => (char)i).Where(char.IsControl)]);

    public Signal ToSignal(ReadOnlySpan<byte> line, DateTimeOffset observedAt) =>
        new(Message.Code, Kind, Errno, Pid, observedAt, TextOf(line), Confidence);

    /// <summary>The start of the line as text. Control characters are replaced: it ends up on terminals and in reports.</summary>
    private static string TextOf(ReadOnlySpan<byte> line)
    {
        string text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, MaxTextBytes)]);
        if (text.Length > Signal.MaxLineChars)
        {
            int end = char.IsHighSurrogate(text[Signal.MaxLineChars - 1]) ? Signal.MaxLineChars - 1 : Signal.MaxLineChars;
            text = text[..end];
        }

        return text.AsSpan().ContainsAny(s_controls)
            ? string.Create(text.Length, text, static (target, source) =>
            {
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = char.IsControl(source[i]) ? '\uFFFD' : source[i];
                }
            })
            : text;
    }
}

/// <summary>Which program a line's prefix names.</summary>
internal enum LineOrigin
{
    /// <summary>There is no syslog prefix.</summary>
    Unsaid,

    /// <summary>apache2, apachectl, httpd and the like.</summary>
    Apache,

    /// <summary>A container's runtime put its own prefix before the line.</summary>
    Container,

    Other,
}
