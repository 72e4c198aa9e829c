using MutexResponder.Incidents;

namespace MutexResponder.Deciding;

/// <summary>What the vetoes of a clearance lead to: the same before every kind of change.</summary>
internal static class Objections
{
    /// <param name="turn">The record, and what was seen.</param>
    /// <param name="clearance">Who objects.</param>
    /// <param name="notDone">What is then not done, in words that a colon and the reason may follow.</param>
    /// <returns>Null where nobody objects, or only asks for a person.</returns>
    public static Decision? Heed(Turn turn, Clearance clearance, string notDone)
    {
        if (clearance.Refusal is { } refusal)
        {
            return turn.Escalate(refusal.Code, $"{notDone}: {refusal.Reason}");
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
            ? turn.Inspect($"{unknown.Reason} The evidence is old by now; inspecting again.")
            : turn.Escalate(unknown.Code, $"{notDone}: {unknown.Reason}");
    }
}
