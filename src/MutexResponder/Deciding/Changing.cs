using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Remediation;

namespace MutexResponder.Deciding;

/// <summary>A change, or the taking back of one, was ordered: what came of the order.</summary>
internal static class Changing
{
    public static Decision NotSent(Turn turn, State.Remediating state, string refusal)
    {
        // A remediation counts as tried all the same: a permission that is missing is not to be asked for at each line.
        Turn unsent = state.Command.Kind == CommandKind.Rollback && !state.WasSentAgain ? Untried(turn, state.Attempt) : turn;
        return unsent.Escalate("command-refused", $"SSM refused the {state.Command.Kind} command: {refusal}");
    }

    /// <summary>A veto between taking the slot and sending the change: nothing was sent yet, so nothing has to be undone.</summary>
    public static Decision Vetoed(Turn turn, State.Remediating state, Veto veto) => state.WasSentAgain
        ? turn.Escalate(veto.Code, $"The change is not sent again: {veto.Reason} Whether it reached the instance before is not known.")
        : Untried(turn, state.Attempt).Escalate(veto.Code, $"Nothing was changed: {veto.Reason}");

    /// <summary>It has ended, or its time is up. What was achieved is found out by looking, whatever the changing steps have said of themselves.</summary>
    public static Decision OnReport(Turn turn, State.Remediating state, CommandReport? report)
    {
        if (report is null)
        {
            return turn.LookAgain(state.Attempt, state.LookCount, "The instance did not report back in time. Looking again.");
        }

        ImmutableArray<StepResult> steps =
            [.. new[] { "apply", "restore", "recover" }.Select(name => StepResult.TryRead(report.Step(name)?.Stdout, name)).OfType<StepResult>()];
        Attempt attempt = state.Attempt with { Told = steps.IsEmpty ? null : string.Join('\n', steps.Select(step => step.Line)) };
        StepResult? change = steps.FirstOrDefault(step => step.Step is "apply" or "restore");
        Turn told = turn.With(attempt);
        if (change is { Step: "apply", Status: "changed", Reason: not "already-fixed" } && state.Command.Parameters.GetValueOrDefault("Remedy") != "none")
        {
            AppliedChange made = new(turn.Incident.Id, state.Command.Parameters.GetValueOrDefault("ExpectedConfigHash", ""), turn.Now) { By = turn.Incident.Recovery };
            told = told.With(told.Incident with { LastChange = made });
        }

        return report.HasEnded
            ? EndOf(told, attempt, change, state.WasSentAgain) ?? told.LookAgain(attempt, state.LookCount, "The command has ended; inspecting the result.")
            : told.LookAgain(attempt, state.LookCount, "The instance did not report back in time. Looking again.");
    }

    /// <summary>What the instance's report alone decides; null where the machine has to be looked at.</summary>
    private static Decision? EndOf(Turn told, Attempt attempt, StepResult? change, bool wasSentAgain)
    {
        string reason = change?.Reason ?? "";
        return change switch
        {
            // Where it was sent twice, its twin may have done the work: the machine is looked at instead.
            { Status: "refused" } when wasSentAgain => null,
            { Status: "refused" } when Refusal.IsCuredByInspection(reason) && told.MayInspectAgain => Untried(told, attempt).Inspect(change.Step == "restore"
                ? $"The instance refused the rollback ({reason}): {Refusal.InWords(reason)}. Inspecting again."
                : $"The instance refused the change ({reason}): {Refusal.InWords(reason)}. Inspecting again."),
            { Status: "refused" } => Untried(told, attempt).Escalate(reason, change.Step == "restore"
                ? $"The instance refused the rollback: {Refusal.InWords(reason)}. Nothing was changed."
                : $"The instance refused the change: {Refusal.InWords(reason)}. Nothing was changed."),

            { Step: "apply", Status: "failed-restored" } when Refusal.IsInterruption(reason) =>
                told.InspectOrEscalate("change-interrupted", "The change was interrupted and taken back; the configuration is as it was."),
            { Step: "apply", Status: "failed-restored" } =>
                told.Escalate("remedy-not-effective", $"The change had no effect here ({reason}) and was taken back; the configuration is as it was."),
            { Step: "apply", Status: "failed" } =>
                told.Escalate("restore-failed", $"The change failed ({reason}) and could not be taken back; the backup is on the instance."),

            // The change is whole, tested, and asks for no start: it stays, where only a person can bring Apache onto it.
            { Step: "apply" } when attempt.Step("recover") is { Status: "refused" } recover && !wasSentAgain && !Refusal.IsCuredByInspection(recover.Reason) => told.Escalate(
                recover.Reason, $"The configuration on disk is right, but Apache was not brought onto it: {Refusal.InWords(recover.Reason)}. It takes effect when Apache starts."),

            { Step: "restore", Status: "failed-restored" } =>
                told.Escalate("rollback-not-effective", $"The rollback failed ({reason}) and was taken back; the configuration is as it was before the request."),
            { Step: "restore", Status: "failed" } =>
                told.Escalate("rollback-failed", $"The rollback failed ({reason}) half-way; both backups are on the instance."),
            _ => null,
        };
    }

    /// <summary>Nothing was changed, so it does not count as a try.</summary>
    private static Turn Untried(Turn turn, Attempt attempt)
    {
        Turn untried = turn.With(attempt with { DidNothing = true });
        return untried.Incident.Goal switch
        {
            Goal.Rollback => untried,
            Goal.Prevent => untried.With(untried.Incident with { PreventionsStarted = untried.Incident.PreventionsStarted.Remove(attempt.OrderedAt) }),
            _ => untried.With(untried.Incident with { RemediationsStarted = untried.Incident.RemediationsStarted.Remove(attempt.OrderedAt) }),
        };
    }
}
