using MutexResponder.Incidents;
using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>What the vetoes of a clearance lead to: the same before every kind of change.</summary>
internal static class Objections
{
    /// <summary>
    /// Protects from an order of before the stack was given a stricter mode, whose sending was not confirmed: it is not sent again. What was
    /// just decided is allowed.
    /// </summary>
    /// <returns>Null where the policy of now allows it.</returns>
    public static Veto? OfPolicy(Incident ordered, Policy policy)
    {
        ResponseMode mode = Preventing.Allowed(ordered.Goal, policy);
        bool isAllowed = mode == ResponseMode.Remediate || (mode == ResponseMode.Approve && ordered.Approval is not null) || ordered.Goal is Goal.Rollback { Because: not null };
        return isAllowed ? null : new Veto(VetoKind.Refuse, Because.ModeChanged(mode.ToString()));
    }

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
