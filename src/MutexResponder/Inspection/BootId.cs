using System.Diagnostics.CodeAnalysis;

namespace MutexResponder.Inspection;

/// <summary>One boot of a machine: the UUID in /proc/sys/kernel/random/boot_id (random(4)).</summary>
public readonly record struct BootId(Guid Value) : IText<BootId>
{
    public static bool TryParse([NotNullWhen(true)] string? text, out BootId value)
    {
        bool isUuid = Guid.TryParseExact(text, "D", out Guid uuid) && uuid.ToString() == text;
        value = isUuid ? new BootId(uuid) : default;
        return isUuid;
    }

    public override string ToString() => Value.ToString();
}
