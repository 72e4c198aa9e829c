using System.Collections.Immutable;
using MutexResponder.Ports;

namespace MutexResponder.Incidents;

/// <summary>The answer to "may this instance be changed now?", asked right before each change.</summary>
/// <param name="Vetoes">Reasons against; empty where there are none.</param>
/// <param name="InstanceMode">The mode that the instance's own tag allows; null where it has none.</param>
/// <param name="Slots">The slots to take for it.</param>
public sealed record Clearance(ImmutableArray<Veto> Vetoes, ResponseMode? InstanceMode, ImmutableArray<SlotRequest> Slots)
{
    public static Clearance Free { get; } = new([], null, []);
}
