using System.Collections.Immutable;
using MutexResponder.Diagnosis;

namespace MutexResponder.Fleet;

/// <summary>The state of the whole fleet, counted page by page: of the machines themselves the first few at risk are kept.</summary>
public sealed record FleetTally
{
    /// <summary>Machines that are named; the counts are of all.</summary>
    public const int MaxNamed = 50;

    public int SafeCount { get; init; }

    public int AtRiskCount { get; init; }

    /// <summary>Of those at risk, the ones that a prevention is for.</summary>
    public int MendableCount { get; init; }

    public int ExposedCount { get; init; }

    public int UnknownCount { get; init; }

    /// <summary>Not looked at yet.</summary>
    public int NewCount { get; init; }

    /// <summary>How many have each risk.</summary>
    public ImmutableSortedDictionary<RiskKind, int> Risks { get; init; } = ImmutableSortedDictionary<RiskKind, int>.Empty;

    /// <summary>The first at risk, those of the soonest end before the others, <see cref="MaxNamed"/> at most.</summary>
    public ImmutableArray<FleetEntry> AtRisk { get; init; } = [];

    /// <summary>The first for which a prevention is due, <see cref="FleetWalk.MaxWaiting"/> at most.</summary>
    public ImmutableArray<InstanceId> PreventionsDue { get; init; } = [];

    /// <summary>The oldest look that still stands for its machine; null where there was none.</summary>
    public DateTimeOffset? OldestLookAt { get; init; }

    public int Count => SafeCount + AtRiskCount + ExposedCount + UnknownCount + NewCount;

    public FleetTally Add(FleetEntry entry)
    {
        FleetTally counted = entry.Outlook switch
        {
            Outlook.Safe => this with { SafeCount = SafeCount + 1 },
            Outlook.ExposedByPolicy => this with { ExposedCount = ExposedCount + 1 },
            Outlook.Unknown => this with { UnknownCount = UnknownCount + 1 },
            Outlook.AtRisk atRisk => this with
            {
                AtRiskCount = AtRiskCount + 1,
                MendableCount = MendableCount + (atRisk.IsMendable ? 1 : 0),
                Risks = atRisk.Risks.Aggregate(Risks, (risks, risk) => risks.SetItem(risk.Kind, risks.GetValueOrDefault(risk.Kind) + 1)),
                AtRisk = Named(entry),
            },
            _ => this with { NewCount = NewCount + 1 },
        };
        return counted with
        {
            OldestLookAt = entry.LookedAt is { } at && !(OldestLookAt <= at) ? at : OldestLookAt,
            PreventionsDue = entry.IsPreventionDue && PreventionsDue.Length < FleetWalk.MaxWaiting ? PreventionsDue.Add(entry.Instance) : PreventionsDue,
        };
    }

    private ImmutableArray<FleetEntry> Named(FleetEntry entry)
    {
        int at = AtRisk.BinarySearch(entry, s_order);
        return at >= 0 || ~at == MaxNamed ? AtRisk : (AtRisk.Length == MaxNamed ? AtRisk[..^1] : AtRisk).Insert(~at, entry);
    }

    private static readonly Comparer<FleetEntry> s_order = Comparer<FleetEntry>.Create((one, other) =>
        MomentOf(one).CompareTo(MomentOf(other)) is var soonest and not 0 ? soonest : string.CompareOrdinal(one.Instance.Value, other.Instance.Value));

    private static RiskMoment MomentOf(FleetEntry entry) => entry.Outlook is Outlook.AtRisk atRisk ? atRisk.Risks.Min(risk => risk.Moment) : default;
}
