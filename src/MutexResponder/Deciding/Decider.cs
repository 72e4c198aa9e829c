using MutexResponder.Incidents;
using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>
/// The whole behaviour of the responder as one pure function: no clock, no randomness, no call.
/// What it is not told it does not know, and what it does not know it does not act on.
/// </summary>
public static class Decider
{
    /// <param name="incident">The newest record, null where the instance never had one.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="seen">What was found out.</param>
    /// <param name="policy">What is allowed.</param>
    /// <param name="now">The function's clock.</param>
    public static Decision Decide(Incident? incident, InstanceId instance, Observation seen, Policy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(policy);
        ManualRequest? request = seen.Trigger.Request;
        if (request is { IsAnswer: true } && incident?.State is not State.AwaitingApproval)
        {
            return Answers.Unasked(incident, instance, request);
        }

        if (incident is null or { State: State.Ended })
        {
            return Opening.Decide(incident, instance, seen.Trigger, policy, now);
        }

        Turn turn = new Turn(incident, incident.AddSignals(seen.Trigger.Signals, policy.MaxLineLateness), seen, policy, now).WithinLease();
        bool hasEnded = seen.Report is { HasEnded: true };
        return (turn.Incident.State, seen) switch
        {
            (_, _) when request?.Action is ManualAction.Rollback or ManualAction.Prevent => Opening.Meets(incident, request.Action),

            (State.Remediating { Command.Kind: CommandKind.Inspect } state, { SearchRefusal: { } refusal }) =>
                Verifying.NotTaken(turn, state, Because.LookUnconfirmed(refusal)),
            (_, { SearchRefusal: { } refusal }) =>
                turn.Escalate(Because.CommandUnconfirmed(Statement.Of(incident.Pending?.Kind ?? CommandKind.Inspect), refusal)),

            (State.Inspecting, { SendRefusal: { } refusal }) => turn.Escalate(Because.InspectionRefused(refusal)),
            (State.Inspecting, { Report: { } report }) when hasEnded => Inspecting.OnResult(turn, report),
            (State.Inspecting state, _) when now < state.Command.Deadline => turn.Keep(),
            (State.Inspecting, _) => turn.InspectOrEscalate(Because.InspectionTimedOut),

            (State.WaitingForSlot or State.AwaitingApproval, { Trigger.Kind: TriggerKind.LogSignals }) when incident.Goal is Goal.Prevent && turn.Incident.IsReported =>
                Preventing.Overtaken(turn),
            (State.WaitingForSlot state, _) => Inspecting.WaitForSlot(turn, state),

            (State.AwaitingApproval state, _) when now >= state.ExpiresAt => turn.Escalate(Because.ApprovalExpired),
            (State.AwaitingApproval, _) when request?.Action is ManualAction.Approve or ManualAction.Reject or ManualAction.Remediate => Answers.Decide(turn, request),
            (State.AwaitingApproval, _) => turn.Keep(),

            (State.Remediating { Command.Kind: CommandKind.Inspect } state, { SendRefusal: { } refusal }) =>
                Verifying.NotTaken(turn, state, Because.LookRefused(refusal)),
            (State.Remediating state, { SendRefusal: { } refusal }) => Changing.NotSent(turn, state, refusal),
            (State.Remediating { Command: { Kind: not CommandKind.Inspect, CommandId: null } } state, { Clearance: { } clearance }) when clearance.Objection is { } veto =>
                Changing.Vetoed(turn, state, veto),

            // A log line is no reason to ask SSM, and without having asked it is not known how far the change came.
            (State.Remediating state, { Trigger.Kind: var trigger }) when !hasEnded && (now < state.Command.Deadline || trigger == TriggerKind.LogSignals) => turn.Keep(),
            (State.Remediating { Command.Kind: CommandKind.Inspect } state, { Report: { } report }) when hasEnded => Verifying.OnResult(turn, state, report),
            (State.Remediating { Command.Kind: CommandKind.Inspect } state, _) => Verifying.OnSilence(turn, state),
            (State.Remediating state, { Report: var report }) => Changing.OnReport(turn, state, report),

            (State.AwaitingReboot state, { Trigger.Kind: var trigger }) when now < state.LookAt || trigger == TriggerKind.LogSignals => turn.Keep(),
            (State.AwaitingReboot state, _) => ForcedReboot.GoOn(turn, state),

            _ => throw new InvalidOperationException($"no answer to {incident.State.GetType().Name}"),
        };
    }
}
