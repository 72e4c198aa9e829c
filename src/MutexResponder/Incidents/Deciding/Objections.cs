namespace MutexResponder.Incidents.Deciding;

/// <summary>What the vetoes of a clearance lead to: the same before every kind of change.</summary>
internal static class Objections
{
    /// <param name="current">The record.</param>
    /// <param name="clearance">Who objects.</param>
    /// <param name="notDone">What is then not done, in words that a colon and the reason may follow.</param>
    /// <param name="policy">What is allowed.</param>
    /// <param name="now">The function's clock.</param>
    /// <returns>Null where nobody objects, or only asks for a person.</returns>
    public static Decision? Heed(Incident current, Clearance clearance, string notDone, Policy policy, DateTimeOffset now)
    {
        if (clearance.Vetoes.FirstOrDefault(v => v.Kind == VetoKind.Refuse) is { } refusal)
        {
            return Transitions.Close(current, IncidentPhase.Escalated, refusal.Code, $"{notDone}: {refusal.Reason}", now);
        }

        // Protects from changing what nobody could tell us about. The next tick asks again, until the evidence is too old to act on.
        if (clearance.Vetoes.FirstOrDefault(v => v.Kind == VetoKind.NotKnown) is { } unknown)
        {
            if (current.Pending is not { } pending || now < pending.Deadline + policy.EvidenceLifetime)
            {
                return Decision.Nothing;
            }

            // That the evidence is old may have other reasons than this one answer: while there is a look left, it is taken again.
            return current.InspectionCount < policy.MaxInspections
                ? Transitions.Inspect(current, policy, now, $"{unknown.Reason} The evidence is old by now; inspecting again.")
                : Transitions.Close(current, IncidentPhase.Escalated, unknown.Code, $"{notDone}: {unknown.Reason}", now);
        }

        return null;
    }
}
