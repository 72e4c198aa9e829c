using System.Globalization;

namespace MutexResponder;

/// <summary>The ids of incidents, such as <c>mr-20260825T205154Z-i-0abc1234def567890</c>: the time it was opened, to the second in UTC, and the instance.</summary>
public static class IncidentIds
{
    private const string Form = "mr-00000000T000000Z-";

    public static string Of(DateTimeOffset openedAt, InstanceId instance) =>
        string.Create(CultureInfo.InvariantCulture, $"mr-{openedAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{instance}");

    /// <summary>The instance that the id names; false for anything else. Never throws.</summary>
    public static bool TryRead(string? text, out InstanceId instance)
    {
        instance = default;
        return text is not null
            && text.Length > Form.Length
            && Form.Zip(text).All(pair => pair.First == '0' ? char.IsAsciiDigit(pair.Second) : pair.First == pair.Second)
            && InstanceId.TryParse(text[Form.Length..], out instance);
    }
}
