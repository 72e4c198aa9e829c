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
    ICountSteps count,
    IRebootInstances reboot,
    Policy policy,
    TimeProvider time,
    ILogger<Reconciler> log) : IReconcile
{
    /// <summary>Lost races in a row before giving up until the next event.</summary>
    public const int MaxConflicts = 8;

    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    public async Task<ReconcileResult> ReconcileAsync(InstanceId instance, Trigger trigger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        for (int round = 0; round < MaxConflicts; round++)
        {
            Incident? incident = await store.FindAsync(instance, cancellationToken).ConfigureAwait(false);
            if (trigger is { Kind: TriggerKind.Manual, Request.Action: ManualAction.Status })
            {
                return Result(instance, incident) with { Record = incident };
            }

            if (trigger.Kind == TriggerKind.CommandEnded && incident?.Pending?.CommandId != trigger.CommandId)
            {
                if (await TryConfirmOvertakenAsync(incident, trigger.CommandId, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                // An old or doubled event.
                return Result(instance, incident);
            }

            if (incident is { IsFinished: false, Pending: { CommandId: null } unconfirmed })
            {
                if (time.GetUtcNow() - unconfirmed.RequestedAt < policy.SendConfirmationTimeout)
                {
                    Incident counted = incident.AddSignals(trigger.Signals);
                    if (counted == incident)
                    {
                        return Result(instance, incident);
                    }

                    counted = counted with { Version = incident.Version + 1 };
                    if (await SaveAsync(counted, incident.Version, SlotChange.None, cancellationToken).ConfigureAwait(false) == SaveOutcome.Saved)
                    {
                        count.Count(incident, counted);
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

            if (decision.Refusal is var (code, reason))
            {
                return Result(instance, incident) with { ReasonCode = code, Summary = reason, IsRefusal = true };
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
            bool showIsDue = true;
            if (decision.Next is { } saved)
            {
                if (saved.Timeline != incident?.Timeline)
                {
                    LogStep(saved.Id, saved.Phase, saved.ReasonCode ?? "", saved.Timeline[^1].Text);
                }

                count.Count(incident, saved);
                if (decision.SendsCommand)
                {
                    (current, showIsDue) = await SendAsync(saved, cancellationToken).ConfigureAwait(false);
                }
                else if (decision.RebootsInstance)
                {
                    await RebootAsync(saved, cancellationToken).ConfigureAwait(false);
                }
            }

            return Result(instance, showIsDue ? await ShowAsync(current, cancellationToken).ConfigureAwait(false) : current);
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
        string? found = await FindSentAsync(incident.Instance, pending, cancellationToken).ConfigureAwait(false);
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
        if (await SaveAsync(retry, incident.Version, SlotChange.None, cancellationToken).ConfigureAwait(false) != SaveOutcome.Saved)
        {
            return incident;
        }

        (Incident current, bool showIsDue) = await SendAsync(retry, cancellationToken).ConfigureAwait(false);
        return showIsDue ? await ShowAsync(current, cancellationToken).ConfigureAwait(false) ?? current : current;
    }

    /// <summary>SSM's clock may be behind the one that dated the request.</summary>
    private Task<string?> FindSentAsync(InstanceId instance, PendingCommand pending, CancellationToken cancellationToken) =>
        read.FindByCommentAsync(instance, pending.Comment, pending.RequestedAt - MaxClockSkew, cancellationToken);

    /// <summary>A command can end before its sending was confirmed. Its event then confirms it; the next tick would be up to a minute away.</summary>
    private async Task<bool> TryConfirmOvertakenAsync(Incident? incident, string? endedId, CancellationToken cancellationToken)
    {
        if (endedId is null || incident is not { IsFinished: false, Pending: { CommandId: null } pending })
        {
            return false;
        }

        string? found = await FindSentAsync(incident.Instance, pending, cancellationToken).ConfigureAwait(false);
        if (found != endedId)
        {
            return false;
        }

        LogFound(incident.Id, found);
        await ConfirmAsync(incident, found, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <returns>The record, and whether people are still to be shown it.</returns>
    private async Task<(Incident Current, bool ShowIsDue)> SendAsync(Incident saved, CancellationToken cancellationToken)
    {
        PendingCommand pending = saved.Pending!;
        try
        {
            if (pending.Kind != CommandKind.Inspect)
            {
                // Asked again with the slot in hand: between deciding and now somebody may have thrown the switch.
                Clearance clearance = await clear.ClearAsync(saved.Instance, cancellationToken).ConfigureAwait(false);
                var seen = new Observation(new Trigger { Kind = TriggerKind.Tick }) { Clearance = clearance };
                DateTimeOffset started = saved.RemediationsStarted is [.., var newest] && pending.Kind == CommandKind.Remediate ? newest : saved.OpenedAt;
                bool mayAskAgain = time.GetUtcNow() - started < policy.RemediationTimeout;
                if (mayAskAgain && clearance.Vetoes.All(v => v.Kind != VetoKind.Refuse) && clearance.Vetoes.FirstOrDefault(v => v.Kind == VetoKind.NotKnown) is { } unknown)
                {
                    LogUnconfirmed(saved.Id, pending.Kind, unknown.Reason);
                    return (saved, true);
                }

                if (clearance.Vetoes.Any(v => v.Kind != VetoKind.AskPerson))
                {
                    return (await CloseUnsentAsync(saved, seen, cancellationToken).ConfigureAwait(false), true);
                }
            }

            string commandId = await send.SendAsync(
                new CommandRequest(saved.Instance, pending.Kind, pending.Parameters, pending.Comment, DeliveryTimeout), cancellationToken).ConfigureAwait(false);
            LogSent(saved.Id, pending.Kind, commandId);

            // Shown in between, so that one write says both. A process that dies here is found out by the command's comment, as before it.
            if (!saved.ShowPending)
            {
                return (await ConfirmAsync(saved, commandId, cancellationToken).ConfigureAwait(false), true);
            }

            (bool isShown, string? recordId) = await TryShowAsync(saved, cancellationToken).ConfigureAwait(false);
            return isShown
                ? (await ConfirmShownAsync(saved, commandId, recordId, cancellationToken).ConfigureAwait(false), true)
                : (await ConfirmAsync(saved, commandId, cancellationToken).ConfigureAwait(false), false);
        }
        catch (RemoteCallException refused) when (refused.Failure != RemoteCallFailure.Unavailable)
        {
            var seen = new Observation(new Trigger { Kind = TriggerKind.Tick }) { SendRefusal = refused.Message };
            return (await CloseUnsentAsync(saved, seen, cancellationToken).ConfigureAwait(false), true);
        }
        catch (RemoteCallException unavailable)
        {
            // It may have been sent: the tick looks for it by its comment before anything is sent again.
            LogUnconfirmed(saved.Id, pending.Kind, unavailable.Message);
            return (saved, true);
        }
    }

    /// <summary>Asked at most once an attempt: who dies between the save and this leaves it undone, and the incident goes to a person.</summary>
    private async Task RebootAsync(Incident saved, CancellationToken cancellationToken)
    {
        try
        {
            await reboot.RebootAsync(saved.Instance, cancellationToken).ConfigureAwait(false);
            LogReboot(saved.Id, saved.Instance);
        }
        catch (RemoteCallException failed)
        {
            LogNotRebooted(saved.Id, saved.Instance, failed.Message);
        }
    }

    /// <summary>How long SSM may take to hand a command to the agent.</summary>
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(120);

    private async Task<Incident> CloseUnsentAsync(Incident saved, Observation seen, CancellationToken cancellationToken)
    {
        Decision decision = Decider.Decide(saved, saved.Instance, seen, policy, time.GetUtcNow());
        Incident next = decision.Next ?? saved;
        SaveOutcome outcome = await SaveAsync(next, saved.Version, decision.Slots, cancellationToken).ConfigureAwait(false);
        if (outcome != SaveOutcome.Saved)
        {
            return saved;
        }

        LogStep(next.Id, next.Phase, next.ReasonCode ?? "", next.Reason ?? "");
        count.Count(saved, next);
        return next;
    }

    /// <summary>Writes the command's id into the record, whatever else was written meanwhile.</summary>
    private Task<Incident> ConfirmAsync(Incident saved, string commandId, CancellationToken cancellationToken) =>
        ConfirmAsync(saved, saved, commandId, cancellationToken);

    /// <summary>Writes the command's id into the record, and in the same write that people were shown it.</summary>
    private async Task<Incident> ConfirmShownAsync(Incident saved, string commandId, string? recordId, CancellationToken cancellationToken)
    {
        Incident shown = saved with { HumanRecordId = recordId ?? saved.HumanRecordId, ShowPending = false };
        Incident current = await ConfirmAsync(saved, shown, commandId, cancellationToken).ConfigureAwait(false);

        // Somebody else wrote meanwhile, and maybe showed: what was shown here may be older, and the newest must be shown last.
        return current.Version == saved.Version + 1 && !current.ShowPending
            ? current
            : current with { HumanRecordId = current.HumanRecordId ?? recordId, ShowPending = true };
    }

    /// <param name="saved">The record as it is stored, if nobody wrote meanwhile.</param>
    /// <param name="next">The same with what is to be written besides the id; left out where somebody did.</param>
    /// <param name="commandId">SSM's id of the pending command.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    private async Task<Incident> ConfirmAsync(Incident saved, Incident next, string commandId, CancellationToken cancellationToken)
    {
        Incident? current = saved;
        for (int round = 0; round < MaxConflicts && current is { Pending: { } pending } && pending.Comment == saved.Pending!.Comment; round++)
        {
            next = next with { Version = current.Version + 1, Pending = pending with { CommandId = commandId } };
            if (await SaveAsync(next, current.Version, SlotChange.None, cancellationToken).ConfigureAwait(false) == SaveOutcome.Saved)
            {
                return next;
            }

            current = await store.FindAsync(saved.Instance, cancellationToken).ConfigureAwait(false);
            next = current ?? saved;
        }

        return current ?? saved;
    }

    /// <summary>
    /// People's view of it. Its failure never stops the response; the tick catches up. A showing that took long may have
    /// overwritten a newer one, so whoever finds the record moved on meanwhile shows the newest again.
    /// </summary>
    private async Task<Incident?> ShowAsync(Incident? incident, CancellationToken cancellationToken)
    {
        Incident? current = incident;
        for (int round = 0; round < MaxConflicts && current is { ShowPending: true }; round++)
        {
            (bool isShown, string? id) = await TryShowAsync(current, cancellationToken).ConfigureAwait(false);
            if (!isShown)
            {
                return current;
            }

            Incident shown = current with { Version = current.Version + 1, HumanRecordId = id ?? current.HumanRecordId, ShowPending = false };
            if (await SaveAsync(shown, current.Version, SlotChange.None, cancellationToken).ConfigureAwait(false) == SaveOutcome.Saved)
            {
                return shown;
            }

            // What was shown just now may be older than what somebody else has shown: the newest must be shown last.
            current = await store.FindAsync(current.Instance, cancellationToken).ConfigureAwait(false) is { } newest ? newest with { ShowPending = true } : null;
        }

        return current ?? incident;
    }

    private async Task<(bool IsShown, string? RecordId)> TryShowAsync(Incident incident, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await human.ShowAsync(incident, cancellationToken).ConfigureAwait(false));
        }
        catch (RemoteCallException notNow)
        {
            // Denied as well: a permission that is granted tomorrow catches up tomorrow, at one call a tick.
            LogNotShown(incident.Id, notNow.Message);
            return (false, null);
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
            $"{instance}: {incident.Phase}. {incident.Reason ?? (incident.Timeline.Length > 0 ? incident.Timeline[^1].Text : "")}")
        {
            OpenedAt = incident.OpenedAt,
        };

    [LoggerMessage(Level = LogLevel.Information, Message = "Incident {IncidentId} is {Phase} ({ReasonCode}): {Text}")]
    private partial void LogStep(string incidentId, IncidentPhase phase, string reasonCode, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "Incident {IncidentId}: sent {Kind} as command {CommandId}")]
    private partial void LogSent(string incidentId, CommandKind kind, string commandId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Incident {IncidentId}: sending {Kind} is unconfirmed, the next tick looks for it: {Error}")]
    private partial void LogUnconfirmed(string incidentId, CommandKind kind, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Incident {IncidentId}: found the unconfirmed command {CommandId}")]
    private partial void LogFound(string incidentId, string commandId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Incident {IncidentId}: asked EC2 to reboot {Instance}, which did not reboot itself")]
    private partial void LogReboot(string incidentId, InstanceId instance);

    [LoggerMessage(Level = LogLevel.Error, Message = "Incident {IncidentId}: EC2 may not have taken the reboot of {Instance}: {Error}")]
    private partial void LogNotRebooted(string incidentId, InstanceId instance, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Incident {IncidentId} could not be shown to people now: {Error}")]
    private partial void LogNotShown(string incidentId, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The record of {Instance} was changed by somebody else, round {Round}")]
    private partial void LogConflict(InstanceId instance, int round);

    [LoggerMessage(Level = LogLevel.Error, Message = "Gave up on {Instance} after {Rounds} lost races")]
    private partial void LogGaveUp(InstanceId instance, int rounds);
}
