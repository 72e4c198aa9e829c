using System.Text.Json.Serialization;
using MutexResponder.Wording;

namespace MutexResponder.Incidents;

/// <summary>
/// Where an incident stands: one of these, and no other. Each has what it alone needs, so what is over is gone with its state, and
/// nothing has to be reset.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Inspecting), "inspecting")]
[JsonDerivedType(typeof(WaitingForSlot), "waitingForSlot")]
[JsonDerivedType(typeof(AwaitingApproval), "awaitingApproval")]
[JsonDerivedType(typeof(Remediating), "remediating")]
[JsonDerivedType(typeof(AwaitingReboot), "awaitingReboot")]
[JsonDerivedType(typeof(Ended), "ended")]
public abstract record State
{
    private State()
    {
    }

    /// <summary>A look at the machine was ordered; nothing is changed.</summary>
    /// <param name="Command">The order.</param>
    public sealed record Inspecting(PendingCommand Command) : State
    {
        /// <summary>Looks again before it takes a slot, for which it has waited since then: the wait goes on. Null where it did not wait.</summary>
        public DateTimeOffset? WaitingSince { get; init; }
    }

    /// <summary>The change is known and allowed; as many instances as may be in recovery are.</summary>
    /// <param name="Since">When the wait began.</param>
    public sealed record WaitingForSlot(DateTimeOffset Since) : State
    {
        /// <summary>Why each of them waits.</summary>
        public static Reason Why => new(Code);

        /// <summary>The code of <see cref="Why"/>.</summary>
        internal const string Code = "waiting-for-slot";
    }

    /// <summary>The plan waits for a person.</summary>
    /// <param name="Why">What asks for one.</param>
    /// <param name="ExpiresAt">When the plan is no longer good.</param>
    public sealed record AwaitingApproval(Reason Why, DateTimeOffset ExpiresAt) : State
    {
        /// <summary>Two people are needed, and this one has approved; null where nobody has.</summary>
        public Asker? ApprovedBy { get; init; }
    }

    /// <summary>A change was ordered, and then a look at what came of it.</summary>
    /// <param name="Attempt">The change.</param>
    /// <param name="Command">What is waited for: the change, or the look.</param>
    /// <param name="LookCount">Looks ordered since the change, or since EC2 was asked to reboot.</param>
    public sealed record Remediating(Attempt Attempt, PendingCommand Command, int LookCount) : State
    {
        /// <summary>The sending of the change was not confirmed once: it may run twice, or have run already.</summary>
        public bool WasSentAgain => Command.Kind != CommandKind.Inspect && Command.RequestedAt != Attempt.OrderedAt;
    }

    /// <summary>The instance does not come back by itself. EC2 was asked to reboot it, or is to be asked; no command is sent meanwhile.</summary>
    /// <param name="Attempt">The change.</param>
    /// <param name="LookAt">When to go on.</param>
    /// <param name="LookCount">As in <see cref="Remediating"/>.</param>
    public sealed record AwaitingReboot(Attempt Attempt, DateTimeOffset LookAt, int LookCount) : State;

    /// <param name="Ending">How.</param>
    /// <param name="Why">Why.</param>
    /// <param name="At">When, by the function's clock.</param>
    public sealed record Ended(Ending Ending, Reason Why, DateTimeOffset At) : State
    {
        /// <summary>Signals came too soon after the end: look again at this time. Null where none did.</summary>
        public DateTimeOffset? InspectAgainAt { get; init; }
    }
}

/// <summary>How an incident ended.</summary>
public enum Ending
{
    /// <summary>The goal was reached, and a look at the machine proves it.</summary>
    Resolved,

    /// <summary>Nothing had to be done, or a person said that nothing is to be done.</summary>
    NoAction,

    /// <summary>A person has to do with it.</summary>
    Escalated,
}

/// <summary>A <see cref="State"/> in a word, with the ending of those that ended: for reports, metrics, the table and the console.</summary>
public enum IncidentPhase
{
    Inspecting,
    AwaitingApproval,
    Remediating,
    Resolved,
    NoAction,
    Escalated,
}
