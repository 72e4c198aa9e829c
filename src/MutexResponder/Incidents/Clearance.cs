using System.Collections.Immutable;

namespace MutexResponder.Incidents;

/// <summary>The answer to "may this instance be changed now?", asked right before each change.</summary>
/// <param name="Vetoes">Reasons against; empty where there are none.</param>
/// <param name="InstanceMode">The mode that the instance's own tag allows; null where it has none.</param>
/// <param name="Slots">The slots to take for it.</param>
public sealed record Clearance(ImmutableArray<Veto> Vetoes, ResponseMode? InstanceMode, ImmutableArray<SlotRequest> Slots)
{
    public static Clearance Free { get; } = new([], null, []);

    /// <summary>Why nothing may be changed; null where nobody says so.</summary>
    public Veto? Refusal => Vetoes.FirstOrDefault(veto => veto.Kind == VetoKind.Refuse);

    /// <summary>What nobody could find out; null where everything is known.</summary>
    public Veto? Unknown => Vetoes.FirstOrDefault(veto => veto.Kind == VetoKind.NotKnown);

    /// <summary>Why a person must have approved it; null where nobody asks for one.</summary>
    public Veto? Question => Vetoes.FirstOrDefault(veto => veto.Kind == VetoKind.AskPerson);

    /// <summary>The first that speaks against a change that was allowed before; a person was asked by then where one had to be.</summary>
    public Veto? Objection => Vetoes.FirstOrDefault(veto => veto.Kind != VetoKind.AskPerson);
}
