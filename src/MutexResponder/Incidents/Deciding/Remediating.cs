using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Remediation;
using MutexResponder.Verification;

namespace MutexResponder.Incidents.Deciding;

/// <summary>The change was sent; the machine changes, maybe reboots, and is then looked at.</summary>
internal static class Remediating
{
    public static Decision Decide(Incident stored, Incident current, Observation seen, Policy policy, DateTimeOffset now)
    {
        PendingCommand pending = current.Pending ?? throw new InvalidOperationException("a remediating incident always waits for a command");
        if (seen.SendRefusal is { } refusal)
        {
            return Transitions.Close(current, IncidentPhase.Escalated, "command-refused", $"SSM refused the {pending.Kind} command: {refusal}", now);
        }

        // A veto between taking the slot and sending the change: nothing was sent yet, so nothing has to be undone.
        if (pending is { Kind: CommandKind.Remediate, CommandId: null } && seen.Clearance?.Vetoes.FirstOrDefault(v => v.Kind != VetoKind.AskPerson) is { } veto)
        {
            if (WasSentAgain(current))
            {
                return Transitions.Close(
                    current, IncidentPhase.Escalated, veto.Code, $"The change is not sent again: {veto.Reason} Whether it reached the instance before is not known.", now);
            }

            Incident unsent = current with { RemediationsStarted = current.RemediationsStarted.RemoveAt(current.RemediationsStarted.Length - 1) };
            return Transitions.Close(unsent, IncidentPhase.Escalated, veto.Code, $"Not remediated: {veto.Reason}", now);
        }

        if (seen.Report is { HasEnded: true } report)
        {
            return pending.Kind == CommandKind.Remediate ? OnRemediated(current, report, policy, now) : OnVerified(current, report, policy, now);
        }

        if (now < pending.Deadline)
        {
            return Transitions.Keep(stored, current);
        }

        return VerifyOrEscalate(
            current, policy, now,
            pending.Kind == CommandKind.Remediate ? "remediation-timed-out" : "not-verified",
            "The instance did not report back in time.");
    }

    private static Decision OnRemediated(Incident current, CommandReport report, Policy policy, DateTimeOffset now)
    {
        StepResult? apply = StepResult.TryRead(report.Step("apply")?.Stdout, "apply");
        StepResult? recover = StepResult.TryRead(report.Step("recover")?.Stdout, "recover");
        Incident told = current with { ChangeLog = string.Join('\n', new[] { apply?.Line, recover?.Line }.OfType<string>()) };
        StepResult? refused = apply is { Status: "refused" } ? apply : recover is { Status: "refused" } ? recover : null;
        if (refused is { Step: "apply" } && !WasSentAgain(current))
        {
            // Nothing was changed, so it does not count as a try. Where it was sent twice its twin may have done the work.
            Incident untried = told with { RemediationsStarted = told.RemediationsStarted.RemoveAt(told.RemediationsStarted.Length - 1) };
            return untried.InspectionCount < policy.MaxInspections
                ? Transitions.Inspect(untried, policy, now, $"The instance refused the change ({refused.Reason}): it is not as it was inspected. Inspecting again.")
                : Transitions.Close(untried, IncidentPhase.Escalated, refused.Reason, $"The instance refused the change ({refused.Reason}); nothing was changed.", now);
        }

        return (apply?.Status, recover?.Status) switch
        {
            ("failed-restored", _) => Transitions.Close(
                told, IncidentPhase.Escalated, "remedy-not-effective", $"The change had no effect here ({apply!.Reason}) and was taken back; the configuration is as it was.", now),
            ("failed", _) => Transitions.Close(
                told, IncidentPhase.Escalated, "restore-failed", $"The change failed ({apply!.Reason}) and could not be taken back; the backup is on the instance.", now),
            _ => Verify(told, report, policy, now),
        };
    }

    /// <summary>Its sending was not confirmed once: it may run twice, or have run already.</summary>
    private static bool WasSentAgain(Incident current) => current.Pending!.RequestedAt != current.RemediationsStarted[^1];

    private static Decision OnVerified(Incident current, CommandReport report, Policy policy, DateTimeOffset now) => Verify(current, report, policy, now);

    private static Decision Verify(Incident current, CommandReport report, Policy policy, DateTimeOffset now)
    {
        string text = report.Step("collect")?.Stdout ?? "";
        (Evidence? after, string? error) = EvidenceReader.Read(text);
        if (after is null)
        {
            return VerifyOrEscalate(current, policy, now, "not-verified", $"The instance gave no usable evidence after the change ({report.StatusDetails}; {error}).");
        }

        (Evidence? before, _) = EvidenceReader.Read(current.EvidenceBefore ?? "");
        if (before is null)
        {
            return Transitions.Close(current, IncidentPhase.Escalated, "not-verified", "The evidence from before the change cannot be read; the recovery is not proven.", now);
        }

        Incident seen = current with { EvidenceAfter = text, EvidenceTakenAt = after.TakenAt };
        RecoveryVerification verification = RecoveryVerification.Verify(before, after, current.Recovery);
        if (verification.IsRecovered && current.LastSignalAt > after.TakenAt)
        {
            return VerifyOrEscalate(seen, policy, now, "signal-after-recovery", "The site answered, but a signal is newer than that evidence.");
        }

        if (verification.IsRecovered)
        {
            return Transitions.Close(
                seen, IncidentPhase.Resolved, "recovered", $"The site answers again: {string.Join("; ", verification.Checks.Select(c => c.Detail))}.", now);
        }

        string unmet = string.Join("; ", verification.Unmet.Select(c => $"{c.Name}: {c.Detail}"));
        return VerifyOrEscalate(seen, policy, now, "not-recovered", $"The recovery is not proven. {unmet}.");
    }

    private static Decision VerifyOrEscalate(Incident current, Policy policy, DateTimeOffset now, string reasonCode, string reason) =>
        current.VerificationCount < policy.MaxVerifications
            ? Transitions.VerifyAgain(current, policy, now, $"{reason} Looking again.")
            : Transitions.Close(current, IncidentPhase.Escalated, reasonCode, reason, now);
}
