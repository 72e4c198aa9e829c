using System.Collections.Immutable;

namespace MutexResponder.Incidents;

/// <summary>Slots that one save takes for, or gives back from, its own instance.</summary>
public sealed record SlotChange
{
    public static SlotChange None { get; } = new();

    /// <summary>All are taken, or nothing is saved. A slot that the instance holds already counts as taken.</summary>
    public ImmutableArray<SlotRequest> Take { get; init; } = [];

    /// <summary>Names of slots that nobody holds, or nothing is saved: what is to be done yields to whoever holds one, and keeps nobody from taking it.</summary>
    public ImmutableArray<string> Vacant { get; init; } = [];

    /// <summary>Names of slots to give back; one that the instance does not hold is no error.</summary>
    public ImmutableArray<string> Release { get; init; } = [];

    /// <summary>The ended incident whose place the saved one takes: kept for the history in the same transaction. Null where the saved one is no new incident.</summary>
    public Incident? Replaced { get; init; }
}

/// <summary>One place under a cap, such as <c>fleet</c> or <c>group#web-asg</c>.</summary>
/// <param name="Name">The cap's name: 1 to 255 characters.</param>
/// <param name="Capacity">How many instances may hold it at once.</param>
public sealed record SlotRequest(string Name, int Capacity)
{
    private const string GroupPrefix = "group#";

    private const string PreventionPrefix = "prevention#";

    /// <summary>The same among those of preventions: what serves makes no outage wait.</summary>
    public SlotRequest OfPrevention => this with { Name = PreventionPrefix + Name };

    /// <summary>Of these names of held slots, the groups' places that a prevention keeps out of: the outages' own.</summary>
    public static ImmutableArray<string> GroupsOf(ImmutableArray<string> held) =>
        [.. held.Where(name => name.StartsWith(PreventionPrefix + GroupPrefix, StringComparison.Ordinal)).Select(name => name[PreventionPrefix.Length..])];

    public static SlotRequest OfGroup(string group, int capacity) => new(GroupPrefix + group, capacity);
}
