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
        if (current.Pending is not { } pending)
        {
            return ForcedReboot.Wait(stored, current, seen, policy, now);
        }

        if (seen.SendRefusal is { } refusal)
        {
            if (WithoutLook(current, policy, now, "command-refused", $"SSM refused the verification: {refusal}") is { } withoutLook)
            {
                return withoutLook;
            }

            // A remediation counts as tried all the same: a permission that is missing is not to be asked for at each line.
            Incident unsent = pending.Kind == CommandKind.Rollback && !WasSentAgain(current) ? Untried(current) : current;
            return Transitions.Close(unsent, IncidentPhase.Escalated, "command-refused", $"SSM refused the {pending.Kind} command: {refusal}", now);
        }

        // A veto between taking the slot and sending the change: nothing was sent yet, so nothing has to be undone.
        if (pending is { Kind: not CommandKind.Inspect, CommandId: null } && seen.Clearance?.Vetoes.FirstOrDefault(v => v.Kind != VetoKind.AskPerson) is { } veto)
        {
            return WasSentAgain(current)
                ? Transitions.Close(
                    current, IncidentPhase.Escalated, veto.Code, $"The change is not sent again: {veto.Reason} Whether it reached the instance before is not known.", now)
                : Transitions.Close(Untried(current), IncidentPhase.Escalated, veto.Code, $"Nothing was changed: {veto.Reason}", now);
        }

        bool hasEnded = seen.Report is { HasEnded: true };

        // A log line is no reason to ask SSM, and without having asked it is not known how far the change came.
        if (!hasEnded && (now < pending.Deadline || seen.Trigger.Kind == TriggerKind.LogSignals))
        {
            return Transitions.Keep(stored, current);
        }

        const string Silent = "The instance did not report back in time.";
        if (pending.Kind == CommandKind.Inspect)
        {
            return hasEnded
                ? Verify(current, seen.Report!, seen, policy, now)
                : VerifyOrEscalate(current, hasRebooted: null, seen, policy, now, "not-verified", Silent);
        }

        // What was achieved is found out by looking, whatever the changing steps have said of themselves.
        Incident told = Told(current, pending, seen.Report, now);
        return (hasEnded ? OnReport(told, seen.Report!, policy, now) : null)
            ?? Transitions.VerifyAgain(told, policy, now, hasEnded ? "The command has ended; inspecting the result." : $"{Silent} Looking again.");
    }

    /// <summary>
    /// SSM does not take a look after the change, as it does where the agent has been silent since the reboot was ordered: that says
    /// nothing of the change. The next tick asks EC2 for the reboot where that is still to be tried, or looks again.
    /// </summary>
    /// <returns>Null where the pending command is no such look.</returns>
    public static Decision? WithoutLook(Incident current, Policy policy, DateTimeOffset now, string reasonCode, string reason)
    {
        if (current is not { Phase: IncidentPhase.Remediating, Pending.Kind: CommandKind.Inspect })
        {
            return null;
        }

        if (ForcedReboot.IsUnderWay(current, policy, now))
        {
            return ForcedReboot.Pause(current, policy, now, $"{reason} EC2 may still be rebooting it.");
        }

        return ForcedReboot.Fits(current) || current.VerificationCount < policy.MaxVerifications
            ? ForcedReboot.LookLater(current, now, $"{reason} Looking again.")
            : Transitions.Close(current, IncidentPhase.Escalated, reasonCode, reason, now);
    }

    /// <summary>The record with what the changing steps have said so far.</summary>
    private static Incident Told(Incident current, PendingCommand pending, CommandReport? report, DateTimeOffset now)
    {
        if (report is null)
        {
            return current;
        }

        StepResult? apply = StepResult.TryRead(report.Step("apply")?.Stdout, "apply");
        StepResult?[] steps = [apply, StepResult.TryRead(report.Step("restore")?.Stdout, "restore"), StepResult.TryRead(report.Step("recover")?.Stdout, "recover")];
        Incident told = current with { ChangeLog = string.Join('\n', steps.OfType<StepResult>().Select(step => step.Line)) };
        return apply is { Status: "changed", Reason: not "already-fixed" } && pending.Parameters.GetValueOrDefault("Remedy") != "none"
            ? told with { LastChange = new AppliedChange(current.Id, pending.Parameters.GetValueOrDefault("ExpectedConfigHash", ""), now) }
            : told;
    }

    private static Decision? OnReport(Incident told, CommandReport report, Policy policy, DateTimeOffset now) => told.Pending!.Kind switch
    {
        CommandKind.Remediate => OnRemediated(told, report, policy, now),
        CommandKind.Rollback => RollingBack.OnReport(told, report, policy, now),
        _ => null,
    };

    /// <summary>The end that the instance's report alone decides; null where the machine has to be looked at.</summary>
    private static Decision? OnRemediated(Incident told, CommandReport report, Policy policy, DateTimeOffset now)
    {
        StepResult? apply = StepResult.TryRead(report.Step("apply")?.Stdout, "apply");
        return apply?.Status switch
        {
            // Where it was sent twice, its twin may have done the work: the machine is looked at instead.
            "refused" when WasSentAgain(told) => null,
            "refused" when Refusal.IsCuredByInspection(apply.Reason) && told.InspectionCount < policy.MaxInspections => Transitions.Inspect(
                Untried(told), policy, now, $"The instance refused the change ({apply.Reason}): {Refusal.InWords(apply.Reason)}. Inspecting again."),
            "refused" => Transitions.Close(
                Untried(told), IncidentPhase.Escalated, apply.Reason, $"The instance refused the change: {Refusal.InWords(apply.Reason)}. Nothing was changed.", now),
            "failed-restored" when Refusal.IsInterruption(apply.Reason) => told.InspectionCount < policy.MaxInspections
                ? Transitions.Inspect(told, policy, now, "The change was interrupted and taken back; the configuration is as it was. Inspecting again.")
                : Transitions.Close(told, IncidentPhase.Escalated, "change-interrupted", "The change was interrupted and taken back; the configuration is as it was.", now),
            "failed-restored" => Transitions.Close(
                told, IncidentPhase.Escalated, "remedy-not-effective", $"The change had no effect here ({apply.Reason}) and was taken back; the configuration is as it was.", now),
            "failed" => Transitions.Close(
                told, IncidentPhase.Escalated, "restore-failed", $"The change failed ({apply.Reason}) and could not be taken back; the backup is on the instance.", now),
            _ when RefusedRecovery(told) is { } reason && !WasSentAgain(told) && !Refusal.IsCuredByInspection(reason) => Transitions.Close(
                told, IncidentPhase.Escalated, reason, $"The configuration on disk is right, but Apache was not brought onto it: {Refusal.InWords(reason)}. It takes effect when Apache starts.", now),
            _ => null,
        };
    }

    /// <summary>Why the machine refused the recovery after the change was made; null where it did not. The change stays: it is whole, tested, and asks for no start.</summary>
    private static string? RefusedRecovery(Incident told) =>
        StepResult.TryRead(told.ChangeLog, "recover") is { Status: "refused" } recover ? recover.Reason : null;

    /// <summary>Nothing was changed, so it does not count as a try.</summary>
    internal static Incident Untried(Incident current) => current.Pending?.Kind switch
    {
        CommandKind.Remediate => current with { RemediationsStarted = current.RemediationsStarted.RemoveAt(current.RemediationsStarted.Length - 1) },
        CommandKind.Rollback => current with { RollbackStartedAt = null },
        _ => current,
    };

    /// <summary>Its sending was not confirmed once: it may run twice, or have run already.</summary>
    internal static bool WasSentAgain(Incident current) => current switch
    {
        { Pending: { Kind: CommandKind.Remediate } pending, RemediationsStarted: [.., var started] } => pending.RequestedAt != started,
        { Pending: { Kind: CommandKind.Rollback } pending, RollbackStartedAt: { } started } => pending.RequestedAt != started,
        _ => false,
    };

    private static Decision Verify(Incident current, CommandReport report, Observation observed, Policy policy, DateTimeOffset now)
    {
        string text = report.Step("collect")?.Stdout ?? "";
        (Evidence? after, string? error) = EvidenceReader.Read(text);
        if (after is null)
        {
            return VerifyOrEscalate(
                current, hasRebooted: null, observed, policy, now, "not-verified", $"The instance gave no usable evidence after the change ({report.StatusDetails}; {error}).");
        }

        (Evidence? before, _) = EvidenceReader.Read(current.EvidenceBefore ?? "");
        if (before is null)
        {
            return Transitions.Close(current, IncidentPhase.Escalated, "not-verified", "The evidence from before the change cannot be read; the recovery is not proven.", now);
        }

        Incident seen = WithChange(current with { EvidenceAfter = text, EvidenceTakenAt = after.TakenAt }, before, after, now);
        RecoveryVerification verification = current.Goal == IncidentGoal.Rollback
            ? RecoveryVerification.VerifyRollback(before, after, RecoveryVerification.Proves(current), current.LastChange!.HashBefore, current.Signals)
            : RecoveryVerification.Verify(before, after, RecoveryVerification.Proves(current), current.Signals);
        if (verification.IsRecovered && current.LastSignalAt > after.TakenAt)
        {
            return VerifyOrEscalate(
                seen, before.BootId != after.BootId, observed, policy, now, "signal-after-recovery", "The site answered, but a signal is newer than that evidence.");
        }

        if (verification.IsRecovered)
        {
            return Recovered(seen, string.Join("; ", verification.Checks.Select(c => c.Detail)), now);
        }

        if (RefusedRecovery(current) is { } refused && current.Goal == IncidentGoal.Recover && Refusal.IsCuredByInspection(refused) && current.InspectionCount < policy.MaxInspections)
        {
            return Transitions.Inspect(seen, policy, now, $"The configuration on disk is right, but Apache was not brought onto it ({refused}): {Refusal.InWords(refused)}. Inspecting again.");
        }

        if (IsUntouched(current, before, after))
        {
            return VerifyOrEscalate(
                seen, hasRebooted: false, observed, policy, now, "change-not-made", "The command did not reach the instance: same boot, same configuration, same Apache.");
        }

        string unmet = string.Join("; ", verification.Unmet.Select(c => $"{c.Name}: {c.Detail}"));
        return VerifyOrEscalate(seen, before.BootId != after.BootId, observed, policy, now, "not-recovered", $"The recovery is not proven. {unmet}.");
    }

    /// <summary>A change whose report was lost shows in the evidence all the same.</summary>
    private static Incident WithChange(Incident current, Evidence before, Evidence after, DateTimeOffset now) =>
        current.Goal == IncidentGoal.Recover && current.LastChange?.IncidentId != current.Id
            && before.ConfigHash is { } hashBefore && after.ConfigHash is { } hashAfter && hashBefore != hashAfter
            ? current with { LastChange = new AppliedChange(current.Id, hashBefore, now) }
            : current;

    /// <summary>No step told of anything, and the instance looks as it did when the change was sent.</summary>
    private static bool IsUntouched(Incident current, Evidence before, Evidence after) =>
        string.IsNullOrEmpty(current.ChangeLog)
        && before.BootId == after.BootId
        && before.ConfigHash is { } hash && hash == after.ConfigHash
        && before.ParentIdentity == after.ParentIdentity;

    private static Decision Recovered(Incident seen, string details, DateTimeOffset now) => seen.Goal == IncidentGoal.Rollback
        ? Transitions.Close(
            seen with { LastChange = null }, IncidentPhase.Resolved, "rolled-back", $"The configuration is as it was before incident {seen.LastChange!.IncidentId}, and the site answers: {details}.", now)
        : Transitions.Close(seen, IncidentPhase.Resolved, "recovered", $"The site answers again: {details}.", now);

    /// <param name="current">The record.</param>
    /// <param name="hasRebooted">Whether the guest is in another boot than before the change; null where nothing was heard of it.</param>
    /// <param name="seen">What was found out.</param>
    /// <param name="policy">What is allowed.</param>
    /// <param name="now">The function's clock.</param>
    /// <param name="reasonCode">Why it is not verified.</param>
    /// <param name="reason">The same in a sentence.</param>
    private static Decision VerifyOrEscalate(Incident current, bool? hasRebooted, Observation seen, Policy policy, DateTimeOffset now, string reasonCode, string reason)
    {
        if (hasRebooted != true && ForcedReboot.Fits(current))
        {
            return ForcedReboot.Ask(current, seen, policy, now, reason);
        }

        if (hasRebooted != true && ForcedReboot.IsUnderWay(current, policy, now))
        {
            return ForcedReboot.Pause(current, policy, now, $"{reason} EC2 may still be rebooting it.");
        }

        return current.VerificationCount < policy.MaxVerifications
            ? Transitions.VerifyAgain(current, policy, now, $"{reason} Looking again.")
            : Transitions.Close(current, IncidentPhase.Escalated, reasonCode, reason, now);
    }
}
