using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace MutexResponder.Lab.Aws.Ssm;

/// <summary>Change Calendars, open or closed as the lab says.</summary>
public sealed class ChangeCalendars
{
    private readonly ConcurrentDictionary<string, bool> _calendars = new(StringComparer.Ordinal);

    /// <param name="nameOrArn">As GetCalendarState will be asked for it.</param>
    /// <param name="isOpen">Whether changes are allowed now.</param>
    public void Set(string nameOrArn, bool isOpen) => _calendars[nameOrArn] = isOpen;

    /// <summary>With several calendars: open only where all are.</summary>
    internal JsonObject GetCalendarState(SsmRequest request)
    {
        IReadOnlyList<string> names = request.Texts("CalendarNames");
        if (names.Count == 0)
        {
            throw SsmRequest.Invalid("Value null at 'calendarNames' failed to satisfy constraint: Member must not be null");
        }

        if (names.FirstOrDefault(name => !_calendars.ContainsKey(name)) is string unknown)
        {
            throw new AwsErrorException("InvalidDocument", $"There is no Change Calendar {unknown}.");
        }

        return new JsonObject { ["State"] = names.All(name => _calendars[name]) ? "OPEN" : "CLOSED" };
    }
}
