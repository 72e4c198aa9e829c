using MutexResponder.Incidents;
using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>The next state, and whether its pending command is to be sent once the state is saved.</summary>
/// <param name="Next">The record to save, its version one higher; null where nothing changes.</param>
public sealed record Decision(Incident? Next)
{
    /// <summary>Nothing changes.</summary>
    public static Decision Nothing { get; } = new((Incident?)null);

    /// <summary>The same observation must be decided again with <see cref="Observation.Clearance"/> set.</summary>
    public static Decision AskForClearance { get; } = new((Incident?)null) { NeedsClearance = true };

    /// <summary>The request is not followed; nothing changes.</summary>
    public static Decision Refuse(Reason why) => new((Incident?)null) { Refusal = why };

    public bool NeedsClearance { get; init; }

    /// <summary>Why the request is not followed; null where it is.</summary>
    public Reason? Refusal { get; init; }

    /// <summary>The effect: after the save, ask EC2 to reboot the instance.</summary>
    public bool RebootsInstance { get; init; }

    /// <summary>The effect: after the save, send <see cref="Incident.Pending"/>.</summary>
    public bool SendsCommand { get; init; }

    /// <summary>Slots taken and given back in the same transaction.</summary>
    public SlotChange Slots { get; init; } = SlotChange.None;
}
