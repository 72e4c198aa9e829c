using MutexResponder.Incidents;
using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>What the vetoes of a clearance lead to: the same before every kind of change.</summary>
internal static class Objections
{
    /// <param name="turn">The record, and what was seen.</param>
    /// <param name="clearance">Who objects.</param>
    /// <param name="notDone">What is told of a veto besides: what is not done for it.</param>
    /// <returns>Null where nobody objects, or only asks for a person.</returns>
    public static Decision? Heed(Turn turn, Clearance clearance, Func<Reason, Reason> notDone)
    {
        if (clearance.Refusal is { } refusal)
        {
            return turn.Escalate(notDone(refusal.Why));
        }

        if (clearance.Unknown is not { } unknown)
        {
            return null;
        }

        // Protects from changing what nobody could tell us about. The next tick asks again, until the evidence is too old to act on.
        if (turn.Incident.Pending is not { } pending || turn.Now < pending.Deadline + turn.Policy.EvidenceLifetime)
        {
            return Decision.Nothing;
        }

        // That the evidence is old may have other reasons than this one answer: while there is a look left, it is taken again.
        return turn.MayInspectAgain
            ? turn.Inspect(Story.EvidenceOldByNow(unknown.Why.Told))
            : turn.Escalate(notDone(unknown.Why));
    }
}
