using System.Diagnostics.CodeAnalysis;

namespace MutexResponder.Inspection;

/// <summary>The SHA-256 of a configuration tree, 64 lower-case hexadecimal digits.</summary>
public readonly record struct ConfigHash : IText<ConfigHash>
{
    private readonly string? _digits;

    private ConfigHash(string digits) => _digits = digits;

    public static bool TryParse([NotNullWhen(true)] string? text, out ConfigHash value)
    {
        bool isHash = text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);
        value = isHash ? new ConfigHash(text!) : default;
        return isHash;
    }

    public override string ToString() => _digits ?? "";
}
