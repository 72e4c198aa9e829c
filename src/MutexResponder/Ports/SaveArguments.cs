using MutexResponder.Incidents;

namespace MutexResponder.Ports;

/// <summary>What every <see cref="IIncidentStore"/> refuses before it touches anything, so that a fault of the caller looks the same everywhere.</summary>
public static class SaveArguments
{
    /// <summary>Slots named in one save. A DynamoDB transaction holds at most 100 actions, and no plan needs more than a few.</summary>
    public const int MaxSlots = 20;

    /// <summary>The longest slot name in characters.</summary>
    public const int MaxSlotNameChars = 255;

    /// <exception cref="ArgumentException">The version is not the expected one plus 1, or the slot change contradicts itself.</exception>
    public static void Check(Incident next, long expectedVersion, SlotChange slots)
    {
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(slots);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        if (next.Version != expectedVersion + 1)
        {
            throw new ArgumentException($"Version {next.Version} cannot follow version {expectedVersion}: it goes up by exactly 1.", nameof(next));
        }

        if (slots.Take.Length + slots.Vacant.Length + slots.Release.Length > MaxSlots)
        {
            throw new ArgumentException($"One save names at most {MaxSlots} slots.", nameof(slots));
        }

        // One transaction may touch a slot once; two wishes for the same slot have no defined order.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (SlotRequest request in slots.Take)
        {
            CheckName(request.Name, seen);
            if (request.Capacity < 0)
            {
                throw new ArgumentException($"Slot '{request.Name}' has the negative capacity {request.Capacity}.", nameof(slots));
            }
        }

        foreach (string name in slots.Vacant.Concat(slots.Release))
        {
            CheckName(name, seen);
        }
    }

    private static void CheckName(string name, HashSet<string> seen)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxSlotNameChars)
        {
            throw new ArgumentException($"A slot's name has 1 to {MaxSlotNameChars} characters.", nameof(name));
        }

        if (!seen.Add(name))
        {
            throw new ArgumentException($"Slot '{name}' is named twice in one save.", nameof(name));
        }
    }
}
