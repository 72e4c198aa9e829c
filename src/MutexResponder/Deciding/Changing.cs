using System.Collections.Immutable;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Remediation;

namespace MutexResponder.Deciding;

/// <summary>A change, or the taking back of one, was ordered: what came of the order.</summary>
internal static class Changing
{
    private static readonly string[] s_steps = ["apply", "restore", "recover"];

    public static Decision NotSent(Turn turn, State.Remediating state, string refusal)
    {
        // A remediation counts as tried all the same: a permission that is missing is not to be asked for at each line.
        Turn unsent = state.Command.Kind == CommandKind.Rollback && !state.WasSentAgain ? Untried(turn, state.Attempt) : turn;
        return unsent.Escalate(state.Command.Kind == CommandKind.Rollback ? Because.RollbackRefused(refusal) : Because.ChangeRefused(refusal));
    }

    /// <summary>A veto between taking the slot and sending the change: nothing was sent yet, so nothing has to be undone.</summary>
    public static Decision Vetoed(Turn turn, State.Remediating state, Veto veto) => state.WasSentAgain
        ? turn.Escalate(Because.NotSentAgain(veto.Why))
        : Untried(turn, state.Attempt).Escalate(Because.NothingChanged(veto.Why));

    /// <summary>It has ended, or its time is up. What was achieved is found out by looking, whatever the changing steps have said of themselves.</summary>
    public static Decision OnReport(Turn turn, State.Remediating state, CommandReport? report)
    {
        if (report is null)
        {
            return turn.LookAgain(state.Attempt, state.LookCount, Story.LookingAgain(Story.NoReport));
        }

        ImmutableArray<StepResult> steps =
            [.. s_steps.Select(name => StepResult.TryRead(report.Step(name)?.Stdout, name)).OfType<StepResult>()];
        Attempt attempt = state.Attempt with { Told = steps.IsEmpty ? null : string.Join('\n', steps.Select(step => step.Line)) };
        StepResult? change = StepOf(turn.Incident, attempt);
        Turn told = turn.With(attempt);
        if (change is { Step: "apply", Status: "changed", Reason: not "already-fixed" } && turn.Incident.Proposal is { Remedy: not Remedy.None } plan)
        {
            AppliedChange made = new(turn.Incident.Id, plan.ExpectedConfigHash, turn.Now) { By = turn.Incident.Recovery };
            told = told.With(told.Incident with { LastChange = made });
        }

        return report.HasEnded
            ? EndOf(told, attempt, change, state.WasSentAgain) ?? told.LookAgain(attempt, state.LookCount, Story.CommandEnded)
            : told.LookAgain(attempt, state.LookCount, Story.LookingAgain(Story.NoReport));
    }

    /// <summary>The change was refused for what another inspection cures; null where it was not, or where no inspection is left.</summary>
    public static Decision? InspectAfterRefusal(Turn told, Attempt attempt) =>
        StepOf(told.Incident, attempt) is { Refusal: { IsCuredByInspection: true } refusal } change && told.MayInspectAgain
            ? Untried(told, attempt).Inspect(
                change.Step == "restore" ? Story.RollbackRefusedInspectingAgain(refusal.Code, refusal.Told) : Story.RefusedInspectingAgain(refusal.Code, refusal.Told))
            : null;

    /// <summary>What the step that changes, or takes back, said of itself; null where it said nothing.</summary>
    public static StepResult? StepOf(Incident incident, Attempt attempt) => attempt.Step(incident.Goal is Goal.Rollback ? "restore" : "apply");

    /// <summary>What the instance's report alone decides; null where the machine has to be looked at.</summary>
    private static Decision? EndOf(Turn told, Attempt attempt, StepResult? change, bool wasSentAgain)
    {
        string reason = change?.Reason ?? "";
        bool isRollback = change?.Step == "restore";
        return change switch
        {
            // Where it was sent twice, its twin may have done the work: the machine is looked at instead.
            { Status: "refused" } when wasSentAgain => null,
            { Status: "refused" } => InspectAfterRefusal(told, attempt) ?? Untried(told, attempt).Escalate(Because.RefusedByInstance(change.Refusal!, isRollback)),

            // The script, or the machine under it, was stopped in the middle: that says nothing against the change.
            { Step: "apply", Status: "failed-restored" } when reason == "interrupted" => told.InspectOrEscalate(Because.ChangeInterrupted),
            { Step: "apply", Status: "failed-restored" } => told.With(told.Incident with { PutBack = told.Incident.Proposal?.ExpectedConfigHash }).Escalate(Because.ChangeWithoutEffect(reason)),
            { Step: "apply", Status: "failed" } => told.Escalate(Because.RestoreFailed(reason)),

            // The change is whole, tested, and asks for no start: it stays, where only a person can bring Apache onto it.
            { Step: "apply" } when attempt.Step("recover")?.Refusal is { IsCuredByInspection: false } refused && !wasSentAgain => told.Escalate(Because.NotBroughtOntoIt(refused)),

            { Step: "restore", Status: "failed-restored" } => told.Escalate(Because.RollbackWithoutEffect(reason)),
            { Step: "restore", Status: "failed" } => told.Escalate(Because.RollbackFailed(reason)),
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
