using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MutexResponder.Inspection;

/// <summary>
/// Which parent process an Apache has. One that lives is <c>PID-STARTTICKS</c>, which tells it from a later one with the same number; in an order
/// <c>-LOADED</c> may follow. Where it is
/// dead it is <c>none-PID</c> with the number that it left in its pid file, or <c>none</c>. The changing scripts compare it with what they find.
/// </summary>
/// <param name="Pid">Null where it is dead and left none.</param>
/// <param name="StartTicks">As in <see cref="ApacheProcess"/>; null where it is dead.</param>
/// <param name="LoadedAtSeconds">When it last took its configuration, in seconds since 1970; null where that is not known or not asked.</param>
public readonly record struct ParentIdentity(int? Pid, long? StartTicks, long? LoadedAtSeconds = null) : IText<ParentIdentity>
{
    public static bool TryParse([NotNullWhen(true)] string? text, out ParentIdentity value)
    {
        (value, bool isIdentity) = text?.Split('-') switch
        {
            ["none"] => (default, true),
            ["none", var left] when TryRead(left, out int pid) => (new ParentIdentity(pid, null), true),
            [var living, var ticks] when TryRead(living, out int pid) && TryRead(ticks, out long start) => (new ParentIdentity(pid, start), true),
            [var living, var ticks, var loaded] when TryRead(living, out int pid) && TryRead(ticks, out long start) && TryRead(loaded, out long at) => (new ParentIdentity(pid, start, at), true),
            _ => (default, false),
        };
        return isIdentity;
    }

    public override string ToString() => (Pid, StartTicks, LoadedAtSeconds) switch
    {
        ({ } pid, { } start, { } loaded) => string.Create(CultureInfo.InvariantCulture, $"{pid}-{start}-{loaded}"),
        ({ } pid, { } start, _) => string.Create(CultureInfo.InvariantCulture, $"{pid}-{start}"),
        ({ } left, _, _) => string.Create(CultureInfo.InvariantCulture, $"none-{left}"),
        _ => "none",
    };

    private static bool TryRead<T>(string digits, out T number)
        where T : struct, System.Numerics.INumber<T> => T.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
