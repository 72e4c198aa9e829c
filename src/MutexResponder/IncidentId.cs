using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MutexResponder;

/// <summary>
/// The id of one incident, such as <c>mr-20260825T205154Z-i-0abc1234def567890</c>: the time it was opened, to the second in UTC, and the
/// instance. It is part of commands and paths, so a value of this type has nothing else in it.
/// </summary>
public readonly record struct IncidentId : IText<IncidentId>
{
    private const string Form = "mr-00000000T000000Z-";

    private readonly string? _text;

    private IncidentId(string text, InstanceId instance) => (_text, Instance) = (text, instance);

    /// <summary>The instance that it names.</summary>
    public InstanceId Instance { get; }

    public static IncidentId Of(DateTimeOffset openedAt, InstanceId instance) =>
        new(string.Create(CultureInfo.InvariantCulture, $"mr-{openedAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{instance}"), instance);

    public static bool TryParse([NotNullWhen(true)] string? text, out IncidentId value)
    {
        InstanceId instance = default;
        bool isId = text is not null
            && text.Length > Form.Length
            && Form.Zip(text).All(pair => pair.First == '0' ? char.IsAsciiDigit(pair.Second) : pair.First == pair.Second)
            && InstanceId.TryParse(text[Form.Length..], out instance);
        value = isId ? new IncidentId(text!, instance) : default;
        return isId;
    }

    public override string ToString() => _text ?? "";
}
