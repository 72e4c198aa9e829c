using MutexResponder.Fleet;
using MutexResponder.Incidents;

namespace MutexResponder.Widgets;

/// <summary>What the fleet's page shows.</summary>
/// <param name="Open">Those that have not ended.</param>
/// <param name="Ended">Those that ended lately, the newest first.</param>
/// <param name="From">How many of the open ones stand on the pages before this one.</param>
public sealed record FleetView(IReadOnlyList<ListedIncident> Open, IReadOnlyList<ListedIncident> Ended, int From)
{
    /// <summary>What is known of the machines that serve; null where nobody looks at them by itself.</summary>
    public FleetTally? Tally { get; init; }

    /// <summary>Open incidents that the page knows of.</summary>
    public const int MaxOpen = 1_000;

    /// <summary>Open incidents on one page.</summary>
    public const int PageLength = 100;

    /// <summary>Ended incidents, and machines at risk, that are seen at once; the others unfold.</summary>
    public const int RowsAtOnce = 8;
}
