using MutexResponder.Incidents;

namespace MutexResponder.Simulation.Mutants;

/// <summary>What is saved in place of a record and its slots, where a guard of the record is missing.</summary>
internal static class Alterations
{
    public static (Incident, SlotChange) SlotsNotTaken(Incident next, SlotChange slots) => (next, slots with { Take = [] });

    public static (Incident, SlotChange) SlotsNotReleased(Incident next, SlotChange slots) => (next, slots with { Release = [] });

    /// <summary>A prevention takes the places of outages.</summary>
    public static (Incident, SlotChange) SlotsShared(Incident next, SlotChange slots)
    {
        static string Shared(string name) => name.Replace("prevention#", "", StringComparison.Ordinal);
        SlotChange shared = slots with { Vacant = [], Take = [.. slots.Take.Select(one => one with { Name = Shared(one.Name) })], Release = [.. slots.Release.Select(Shared)] };
        return (WithAttempt(next, attempt => attempt with { Slots = [.. attempt.Slots.Select(Shared)] }), shared);
    }

    /// <summary>A prevention does not mind who of its group is in recovery.</summary>
    public static (Incident, SlotChange) GroupNotLookedAt(Incident next, SlotChange slots) => (next, slots with { Vacant = [] });

    /// <summary>A rollback takes the place of an outage that was reported.</summary>
    public static (Incident, SlotChange) WaitingLinesForgotten(Incident next, SlotChange slots) =>
        (next.Goal is Goal.Rollback rollback ? next with { Goal = rollback with { HasLinesWaiting = false } } : next, slots);

    /// <summary>Nobody knows any more that EC2 was asked.</summary>
    public static (Incident, SlotChange) ForcedRebootForgotten(Incident next, SlotChange slots) => (WithAttempt(next, attempt => attempt with { ForcedRebootAt = null }), slots);

    /// <summary>A line that comes while a prevention is under way is forgotten with it.</summary>
    public static (Incident, SlotChange) LineForgotten(Incident next, SlotChange slots) =>
        (next.Goal is Goal.Prevent ? next with { Signals = [], LastSignalAt = null } : next, slots);

    private static Incident WithAttempt(Incident next, Func<Attempt, Attempt> alter) => next with
    {
        State = next.State switch
        {
            State.Remediating state => state with { Attempt = alter(state.Attempt) },
            State.AwaitingReboot state => state with { Attempt = alter(state.Attempt) },
            State other => other,
        },
    };
}
