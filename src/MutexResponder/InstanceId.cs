using System.Diagnostics.CodeAnalysis;

namespace MutexResponder;

/// <summary>
/// The id of one EC2 instance: <c>i-</c> and 8 or 17 lower-case hexadecimal digits
/// (EC2 User Guide, "Resource IDs"). A value of this type has been checked; text has not.
/// </summary>
public readonly record struct InstanceId : IText<InstanceId>
{
    private readonly string? _value;

    private InstanceId(string value) => _value = value;

    /// <summary>The id as AWS writes it, such as <c>i-0abc1234def567890</c>.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An InstanceId comes from Parse or TryParse.");

    /// <summary>Accepts exactly one id and nothing around it. Never throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out InstanceId value)
    {
        value = default;
        if (text is null || (text.Length != 10 && text.Length != 19) || !text.StartsWith("i-", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (char c in text.AsSpan(2))
        {
            if (!char.IsAsciiDigit(c) && c is not (>= 'a' and <= 'f'))
            {
                return false;
            }
        }

        value = new InstanceId(text);
        return true;
    }

    /// <exception cref="FormatException">The text is not an instance id.</exception>
    public static InstanceId Parse(string text) =>
        TryParse(text, out InstanceId id) ? id : throw new FormatException($"'{text}' is not an EC2 instance id (i- and 8 or 17 hexadecimal digits).");

    public override string ToString() => _value ?? "";
}
