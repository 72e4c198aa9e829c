using Microsoft.Extensions.Logging;
using MutexResponder.Incidents.Deciding;
using MutexResponder.Ports;
using MutexResponder.Requests;

namespace MutexResponder.Incidents;

/// <summary>
/// Brings one instance's incident one step further: read the record and the world, decide, save, then do.
/// The save comes before the doing, so of two that run at once only one does; what was saved and not done is found again.
/// </summary>
public sealed partial class Reconciler(
    IIncidentStore store,
    ISendCommands send,
    IReadCommands read,
    IClearChanges clear,
    IKeepHumanRecord human,
    Policy policy,
    TimeProvider time,
    ILogger<Reconciler> log) : IReconcile
{
    /// <summary>Lost races in a row before giving up until the next event.</summary>
    public const int MaxConflicts = 8;

    public async Task<ReconcileResult> ReconcileAsync(InstanceId instance, Trigger trigger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        for (int round = 0; round < MaxConflicts; round++)
        {
            Incident? incident = await store.FindAsync(instance, cancellationToken).ConfigureAwait(false);
            if (trigger is { Kind: TriggerKind.Manual, Request.Action: ManualAction.Status })
            {
                return Result(instance, incident);
            }

            if (trigger.Kind == TriggerKind.CommandEnded && incident?.Pending?.CommandId != trigger.CommandId)
            {
                // An old or doubled event, or one that overtook the confirmation of its sending; the tick finds the latter.
                return Result(instance, incident);
            }

            if (incident is { IsFinished: false, Pending: { CommandId: null } unconfirmed })
            {
                if (time.GetUtcNow() - unconfirmed.RequestedAt < policy.SendConfirmationTimeout)
                {
                    Incident counted = incident.AddSignals(trigger.Signals);
                    if (counted == incident || await SaveAsync(counted with { Version = incident.Version + 1 }, incident.Version, SlotChange.None, cancellationToken).ConfigureAwait(false) == SaveOutcome.Saved)
                    {
                        return Result(instance, counted);
                    }

                    continue;
                }

                return Result(instance, await FindOrSendAgainAsync(incident, cancellationToken).ConfigureAwait(false));
            }

            if (incident is { IsFinished: true, ShowPending: true })
            {
                // Before another incident takes this one's place: its end is shown now, or only the log has it.
                incident = await ShowAsync(incident, cancellationToken).ConfigureAwait(false);
            }

            var seen = new Observation(trigger) { Report = await ReadReportAsync(incident, trigger, cancellationToken).ConfigureAwait(false) };
            Decision decision = Decider.Decide(incident, instance, seen, policy, time.GetUtcNow());
            if (decision.NeedsClearance)
            {
                seen = seen with { Clearance = await clear.ClearAsync(instance, cancellationToken).ConfigureAwait(false) };
                decision = Decider.Decide(incident, instance, seen, policy, time.GetUtcNow());
            }

            SaveOutcome outcome = SaveOutcome.Saved;
            if (decision.Next is not null)
            {
                outcome = await SaveAsync(decision.Next, incident?.Version ?? 0, decision.Slots, cancellationToken).ConfigureAwait(false);
                if (outcome == SaveOutcome.NoFreeSlot)
                {
                    decision = Decider.Decide(incident, instance, seen with { SlotRefused = true }, policy, time.GetUtcNow());
                    outcome = decision.Next is null
                        ? SaveOutcome.Saved
                        : await SaveAsync(decision.Next, incident?.Version ?? 0, decision.Slots, cancellationToken).ConfigureAwait(false);
                }
            }

            if (outcome == SaveOutcome.VersionConflict)
            {
                LogConflict(instance, round);
                continue;
            }

            if (outcome == SaveOutcome.NoFreeSlot)
            {
                throw new InvalidOperationException("a decision without slots found no free slot");
            }

            Incident? current = decision.Next ?? incident;
            if (decision.Next is { } saved)
            {
                LogStep(saved.Id, saved.Phase, saved.ReasonCode ?? "", saved.Timeline.Length > 0 ? saved.Timeline[^1].Text : "");
                if (decision.SendsCommand)
                {
                    current = await SendAsync(saved, cancellationToken).ConfigureAwait(false);
                }
            }

            return Result(instance, await ShowAsync(current, cancellationToken).ConfigureAwait(false));
        }

        LogGaveUp(instance, MaxConflicts);
        throw new RemoteCallException(RemoteCallFailure.Unavailable, $"the record of {instance} changed {MaxConflicts} times while it was being read");
    }

    /// <summary>A log line by itself is no reason to ask SSM: the command's end has its own event, and the tick.</summary>
    private async Task<CommandReport?> ReadReportAsync(Incident? incident, Trigger trigger, CancellationToken cancellationToken) =>
        incident is { IsFinished: false, Pending: { CommandId: { } id } pending } && trigger.Kind != TriggerKind.LogSignals
            ? await read.ReadAsync(incident.Instance, pending.Kind, id, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>The process that saved this command did not confirm its sending: it may have died before or after.</summary>
    private async Task<Incident> FindOrSendAgainAsync(Incident incident, CancellationToken cancellationToken)
    {
        PendingCommand pending = incident.Pending!;
        string? found = await read.FindByCommentAsync(incident.Instance, pending.Comment, pending.RequestedAt.AddMinutes(-5), cancellationToken).ConfigureAwait(false);
        if (found is not null)
        {
            LogFound(incident.Id, found);
            return await ConfirmAsync(incident, found, cancellationToken).ConfigureAwait(false);
        }

        // Take the right to send: a second process that comes to the same conclusion loses this save.
        DateTimeOffset now = time.GetUtcNow();
        Incident retry = (incident with
        {
            Version = incident.Version + 1,
            Pending = pending with { RequestedAt = now, Deadline = now + (pending.Deadline - pending.RequestedAt) },
        }).Note(now, "The command was not confirmed and SSM does not list it; sending it again.");
        return await SaveAsync(retry, incident.Version, SlotChange.None, cancellationToken).ConfigureAwait(false) == SaveOutcome.Saved
            ? await SendAsync(retry, cancellationToken).ConfigureAwait(false)
            : incident;
    }

    private async Task<Incident> SendAsync(Incident saved, CancellationToken cancellationToken)
    {
        PendingCommand pending = saved.Pending!;
        try
        {
            if (pending.Kind == CommandKind.Remediate)
            {
                // Asked again with the slot in hand: between deciding and now somebody may have thrown the switch.
                Clearance clearance = await clear.ClearAsync(saved.Instance, cancellationToken).ConfigureAwait(false);
                var seen = new Observation(new Trigger { Kind = TriggerKind.Tick }) { Clearance = clearance };
                bool mayAskAgain = time.GetUtcNow() - saved.RemediationsStarted[^1] < policy.RemediationTimeout;
                if (mayAskAgain && clearance.Vetoes.All(v => v.Kind != VetoKind.Refuse) && clearance.Vetoes.FirstOrDefault(v => v.Kind == VetoKind.NotKnown) is { } unknown)
                {
                    LogUnconfirmed(saved.Id, pending.Kind, unknown.Reason);
                    return saved;
                }

                if (clearance.Vetoes.Any(v => v.Kind != VetoKind.AskPerson))
                {
                    return await CloseUnsentAsync(saved, seen, cancellationToken).ConfigureAwait(false);
                }
            }

            string commandId = await send.SendAsync(
                new CommandRequest(saved.Instance, pending.Kind, pending.Parameters, pending.Comment, DeliveryTimeout), cancellationToken).ConfigureAwait(false);
            LogSent(saved.Id, pending.Kind, commandId);
            return await ConfirmAsync(saved, commandId, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteCallException refused) when (refused.Failure != RemoteCallFailure.Unavailable)
        {
            var seen = new Observation(new Trigger { Kind = TriggerKind.Tick }) { SendRefusal = refused.Message };
            return await CloseUnsentAsync(saved, seen, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteCallException unavailable)
        {
            // It may have been sent: the tick looks for it by its comment before anything is sent again.
            LogUnconfirmed(saved.Id, pending.Kind, unavailable.Message);
            return saved;
        }
    }

    /// <summary>How long SSM may take to hand a command to the agent.</summary>
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(120);

    private async Task<Incident> CloseUnsentAsync(Incident saved, Observation seen, CancellationToken cancellationToken)
    {
        Decision decision = Decider.Decide(saved, saved.Instance, seen, policy, time.GetUtcNow());
        Incident next = decision.Next ?? saved;
        SaveOutcome outcome = await SaveAsync(next, saved.Version, decision.Slots, cancellationToken).ConfigureAwait(false);
        LogStep(next.Id, next.Phase, next.ReasonCode ?? "", next.Reason ?? "");
        return outcome == SaveOutcome.Saved ? next : saved;
    }

    /// <summary>Writes the command's id into the record, whatever else was written meanwhile.</summary>
    private async Task<Incident> ConfirmAsync(Incident saved, string commandId, CancellationToken cancellationToken)
    {
        Incident? current = saved;
        for (int round = 0; round < MaxConflicts && current is { Pending: { } pending } && pending.Comment == saved.Pending!.Comment; round++)
        {
            Incident next = current with { Version = current.Version + 1, Pending = pending with { CommandId = commandId } };
            if (await SaveAsync(next, current.Version, SlotChange.None, cancellationToken).ConfigureAwait(false) == SaveOutcome.Saved)
            {
                return next;
            }

            current = await store.FindAsync(saved.Instance, cancellationToken).ConfigureAwait(false);
        }

        return current ?? saved;
    }

    /// <summary>
    /// People's view of it. Its failure never stops the response; the tick catches up. A showing that took long may have
    /// overwritten a newer one, so whoever finds the record moved on meanwhile shows the newest again.
    /// </summary>
    private async Task<Incident?> ShowAsync(Incident? incident, CancellationToken cancellationToken)
    {
        if (incident is not { ShowPending: true })
        {
            return incident;
        }

        Incident current = incident;
        for (int round = 0; round < MaxConflicts; round++)
        {
            Incident? newest;
            try
            {
                if (await TryShowAsync(current, cancellationToken).ConfigureAwait(false) is { } shown
                    && await SaveAsync(shown, current.Version, SlotChange.None, cancellationToken).ConfigureAwait(false) == SaveOutcome.Saved)
                {
                    return shown;
                }

                newest = await store.FindAsync(current.Instance, cancellationToken).ConfigureAwait(false);
            }
            catch (RemoteCallException notNow)
            {
                LogNotShown(current.Id, notNow.Message);
                return current;
            }

            if (newest is null || newest.Id != current.Id || newest.Phase == current.Phase)
            {
                return newest;
            }

            current = newest;
        }

        return current;
    }

    /// <returns>The record to save; null where it was not shown, or maybe was.</returns>
    private async Task<Incident?> TryShowAsync(Incident incident, CancellationToken cancellationToken)
    {
        try
        {
            string? id = await human.ShowAsync(incident, cancellationToken).ConfigureAwait(false);
            return incident with { Version = incident.Version + 1, HumanRecordId = id ?? incident.HumanRecordId, ShowPending = false };
        }
        catch (RemoteCallException notNow)
        {
            LogNotShown(incident.Id, notNow.Message);
            return null;
        }
    }

    private Task<SaveOutcome> SaveAsync(Incident next, long expectedVersion, SlotChange slots, CancellationToken cancellationToken) =>
        store.TrySaveAsync(next, expectedVersion, slots, cancellationToken);

    private static ReconcileResult Result(InstanceId instance, Incident? incident) => incident is null
        ? new ReconcileResult(instance, null, null, "no-incident", $"{instance} has no incident.")
        : new ReconcileResult(
            instance,
            incident.Id,
            incident.Phase,
            incident.ReasonCode,
            $"{instance}: {incident.Phase}. {incident.Reason ?? (incident.Timeline.Length > 0 ? incident.Timeline[^1].Text : "")}");

    [LoggerMessage(Level = LogLevel.Information, Message = "Incident {IncidentId} is {Phase} ({ReasonCode}): {Text}")]
    private partial void LogStep(string incidentId, IncidentPhase phase, string reasonCode, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "Incident {IncidentId}: sent {Kind} as command {CommandId}")]
    private partial void LogSent(string incidentId, CommandKind kind, string commandId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Incident {IncidentId}: sending {Kind} is unconfirmed, the next tick looks for it: {Error}")]
    private partial void LogUnconfirmed(string incidentId, CommandKind kind, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Incident {IncidentId}: found the unconfirmed command {CommandId}")]
    private partial void LogFound(string incidentId, string commandId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Incident {IncidentId} could not be shown to people now: {Error}")]
    private partial void LogNotShown(string incidentId, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The record of {Instance} was changed by somebody else, round {Round}")]
    private partial void LogConflict(InstanceId instance, int round);

    [LoggerMessage(Level = LogLevel.Error, Message = "Gave up on {Instance} after {Rounds} lost races")]
    private partial void LogGaveUp(InstanceId instance, int rounds);
}
