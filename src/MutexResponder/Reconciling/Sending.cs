using Microsoft.Extensions.Logging;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Ports;

namespace MutexResponder.Reconciling;

/// <summary>
/// Sends the command that a saved record waits for. SSM has no idempotency token, so a command whose sending is not confirmed in the
/// record is looked for by its comment before it is sent again.
/// </summary>
internal sealed class Sending(
    RecordAccess records,
    Showing showing,
    ISendCommands send,
    IReadCommands read,
    IClearChanges clear,
    ICountSteps count,
    ConflictPause pause,
    Policy policy,
    TimeProvider time,
    ILogger log)
{
    /// <summary>How long SSM may take to hand a command to the agent.</summary>
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(120);

    /// <summary>SSM's clock may be behind the one that dated the request.</summary>
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);

    /// <param name="saved">The record, as it is stored.</param>
    /// <param name="clearedAt">When everybody was last asked for objections; null where nobody was, in this reconcile.</param>
    /// <param name="trigger">Why we look.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The record, and whether people are still to be shown it.</returns>
    public async Task<(Incident Current, bool ShowIsDue)> SendAsync(Incident saved, DateTimeOffset? clearedAt, Trigger trigger, CancellationToken cancellationToken)
    {
        Sent sent = await TrySendAsync(saved, clearedAt, cancellationToken).ConfigureAwait(false);

        // What the store says from here on is the store's own: a save that it denies takes back no command.
        return sent switch
        {
            { CommandId: { } commandId } => await ConfirmSentAsync(saved, commandId, trigger, cancellationToken).ConfigureAwait(false),
            { Unsent: { } unsent } => (await CloseUnsentAsync(saved, unsent, cancellationToken).ConfigureAwait(false), true),
            { IsAgentSilent: true } => (await NoteSilenceAsync(saved, cancellationToken).ConfigureAwait(false), true),
            _ => (saved, true),
        };
    }

    /// <summary>The agent may come back: the tick sends again, and from here on the record says since when it is waited for.</summary>
    private async Task<Incident> NoteSilenceAsync(Incident saved, CancellationToken cancellationToken)
    {
        if (saved.Pending!.SilentSince is not null)
        {
            return saved;
        }

        DateTimeOffset now = time.GetUtcNow();
        Incident noted = (saved.WithPending(saved.Pending with { SilentSince = now }) with { Version = saved.Version + 1 })
            .Note(now, Story.AgentSilent);
        return await records.SaveAsync(noted, saved.Version, SlotChange.None, cancellationToken).ConfigureAwait(false) == SaveOutcome.Saved ? noted : saved;
    }

    private async Task<Sent> TrySendAsync(Incident saved, DateTimeOffset? clearedAt, CancellationToken cancellationToken)
    {
        PendingCommand pending = saved.Pending!;
        var tick = new Trigger { Kind = TriggerKind.Tick };
        try
        {
            if (pending.Kind != CommandKind.Inspect && !IsFresh(clearedAt))
            {
                if (Objections.OfPolicy(saved, policy) is { } forbidden)
                {
                    return new Sent { Unsent = new Observation(tick) { Clearance = new Clearance([forbidden], null, []) } };
                }

                // Asked again with the slot in hand: since deciding somebody may have thrown the switch.
                Clearance clearance = await clear.ClearAsync(saved.Instance, cancellationToken).ConfigureAwait(false);
                if (clearance.Objection is not null)
                {
                    return new Sent { Unsent = IsToBeAskedAgain(saved, clearance) ? null : new Observation(tick) { Clearance = clearance } };
                }
            }

            string commandId = await send.SendAsync(
                new CommandRequest(saved.Instance, pending.Kind, pending.Parameters, pending.Comment, DeliveryTimeout), cancellationToken).ConfigureAwait(false);
            log.Sent(saved.Id, pending.Kind, commandId);
            return new Sent { CommandId = commandId };
        }
        catch (RemoteCallException silent) when (MayComeBack(saved, silent.Failure))
        {
            log.Unconfirmed(saved.Id, pending.Kind, silent.Message);
            return new Sent { IsAgentSilent = true };
        }
        catch (RemoteCallException refused) when (refused.Failure != RemoteCallFailure.Unavailable)
        {
            return new Sent { Unsent = new Observation(tick) { SendRefusal = refused.Message } };
        }
        catch (RemoteCallException unavailable)
        {
            // It may have been sent: the tick looks for it by its comment before anything is sent again.
            log.Unconfirmed(saved.Id, pending.Kind, unavailable.Message);
            return new Sent();
        }
    }

    /// <summary>
    /// An agent is silent for a moment, or for good. A look after a change is not waited for here: what is to be done about an instance
    /// that does not come back from its reboot is decided.
    /// </summary>
    private bool MayComeBack(Incident saved, RemoteCallFailure failure) =>
        failure == RemoteCallFailure.AgentSilent
        && saved.State is not State.Remediating { Command.Kind: CommandKind.Inspect }
        && (saved.Pending!.SilentSince is not { } since || time.GetUtcNow() - since < policy.AgentTimeout);

    /// <summary>Asks SSM for the command of a record that does not know its id.</summary>
    /// <returns>SSM's id of it; null where SSM does not list it.</returns>
    public Task<string?> FindAsync(Incident incident, CancellationToken cancellationToken) =>
        read.FindByCommentAsync(incident.Instance, incident.Pending!.Comment, incident.Pending.RequestedAt - MaxClockSkew, cancellationToken);

    /// <summary>Writes down the id of a command that was found.</summary>
    public Task<Incident> ConfirmFoundAsync(Incident incident, string commandId, CancellationToken cancellationToken)
    {
        log.Found(incident.Id, commandId);
        return ConfirmAsync(incident, incident, commandId, cancellationToken);
    }

    /// <summary>Sends a command again that SSM does not list.</summary>
    /// <returns>The record, and whether people are still to be shown it.</returns>
    public async Task<(Incident Current, bool ShowIsDue)> SendAgainAsync(Incident incident, Trigger trigger, CancellationToken cancellationToken)
    {
        // Take the right to send: a second process that comes to the same conclusion loses this save.
        PendingCommand pending = incident.Pending!;
        DateTimeOffset now = time.GetUtcNow();
        PendingCommand again = pending with { RequestedAt = now, Deadline = now + (pending.Deadline - pending.RequestedAt) };
        Incident asked = incident.AddSignals(trigger.Signals, policy.MaxLineLateness).WithPending(again);
        Incident retry = (asked with { Version = incident.Version + 1 }).Note(now, Story.SentAgain);
        SaveOutcome outcome = await records.SaveAsync(retry, incident.Version, incident.ToSend, cancellationToken).ConfigureAwait(false);
        if (outcome == SaveOutcome.NoFreeSlot && now - incident.Attempt!.OrderedAt >= policy.RemediationTimeout)
        {
            Clearance inTheWay = new([new Veto(VetoKind.Refuse, Because.NoFreeSlotToSend)], null, []);
            return (await CloseUnsentAsync(asked, new Observation(new Trigger { Kind = TriggerKind.Tick }) { Clearance = inTheWay }, cancellationToken).ConfigureAwait(false), true);
        }

        return outcome == SaveOutcome.Saved
            ? await SendAsync(retry, clearedAt: null, trigger, cancellationToken).ConfigureAwait(false)
            : (incident, false);
    }

    /// <summary>Ends an incident whose command is known, or feared, not to have been sent; leaves it where the decision is to wait.</summary>
    public async Task<Incident> CloseUnsentAsync(Incident saved, Observation seen, CancellationToken cancellationToken)
    {
        Decision decision = Decider.Decide(saved, saved.Instance, seen, policy, time.GetUtcNow());
        Incident next = decision.Next ?? saved;
        SaveOutcome outcome = decision.Next is null
            ? SaveOutcome.VersionConflict
            : await records.SaveAsync(next, saved.Version, decision.Slots, cancellationToken).ConfigureAwait(false);
        if (outcome != SaveOutcome.Saved)
        {
            return saved;
        }

        log.Step(next);
        count.Count(saved, next);
        return next;
    }

    private bool IsFresh(DateTimeOffset? clearedAt)
    {
        TimeSpan? age = time.GetUtcNow() - clearedAt;
        return age >= TimeSpan.Zero && age < policy.ClearanceLifetime;
    }

    /// <summary>Somebody who may object could not say yet, and there is time to ask him again.</summary>
    private bool IsToBeAskedAgain(Incident saved, Clearance clearance)
    {
        PendingCommand pending = saved.Pending!;
        if (time.GetUtcNow() - saved.Attempt?.OrderedAt >= policy.RemediationTimeout
            || clearance.Refusal is not null
            || clearance.Unknown is not { } unknown)
        {
            return false;
        }

        log.Unconfirmed(saved.Id, pending.Kind, unknown.Why.Told.ToString());
        return true;
    }

    /// <summary>
    /// A change's id is written down at once, with what people were shown in the same write. That of an inspection is not: its event
    /// brings the id, a tick finds it by its comment, and one that were sent twice would change nothing.
    /// </summary>
    private async Task<(Incident Current, bool ShowIsDue)> ConfirmSentAsync(Incident saved, string commandId, Trigger trigger, CancellationToken cancellationToken)
    {
        bool isShownLater = !saved.ShowPending || Showing.MayWait(saved, trigger);
        if (isShownLater)
        {
            return saved.Pending!.Kind == CommandKind.Inspect
                ? (saved, false)
                : (await ConfirmAsync(saved, saved, commandId, cancellationToken).ConfigureAwait(false), true);
        }

        // Shown in between, so that one write says both. A process that dies here is found out by the command's comment, as before it.
        Showing.Shown shown = await showing.TryShowAsync(saved, cancellationToken).ConfigureAwait(false);
        return (await ConfirmShownAsync(saved, commandId, shown, cancellationToken).ConfigureAwait(false), shown.IsDone);
    }

    private async Task<Incident> ConfirmShownAsync(Incident saved, string commandId, Showing.Shown shown, CancellationToken cancellationToken)
    {
        Incident current = await ConfirmAsync(saved, shown.On(saved), commandId, cancellationToken).ConfigureAwait(false);

        // Somebody else wrote meanwhile, and maybe showed: what was shown here may be older, and the newest must be shown last.
        // Or another incident stands there: nothing of it was shown here.
        return current.Id != saved.Id || (current.Version == saved.Version + 1 && current.ShowPending == !shown.IsDone)
            ? current
            : current with { HumanRecordId = current.HumanRecordId ?? shown.RecordId, ToldOf = shown.ToldOf ?? current.ToldOf, ShowPending = true };
    }

    /// <summary>Writes the command's id into the record, whatever else was written meanwhile.</summary>
    /// <param name="saved">The record as it is stored, if nobody wrote meanwhile.</param>
    /// <param name="next">The same with what is to be written besides the id; left out where somebody did.</param>
    /// <param name="commandId">SSM's id of the pending command.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    private async Task<Incident> ConfirmAsync(Incident saved, Incident next, string commandId, CancellationToken cancellationToken)
    {
        Incident? current = saved;
        for (int round = 0; round < Reconciler.MaxConflicts && current is { Pending: { } pending } && pending.Comment == saved.Pending!.Comment; round++)
        {
            next = next.WithPending(pending with { CommandId = commandId }) with { Version = current.Version + 1 };
            if (await records.SaveAsync(next, current.Version, SlotChange.None, cancellationToken).ConfigureAwait(false) == SaveOutcome.Saved)
            {
                return next;
            }

            await pause.WaitAsync(round, cancellationToken).ConfigureAwait(false);
            current = await records.FindAsync(saved.Instance, cancellationToken).ConfigureAwait(false);
            next = current ?? saved;
        }

        return current ?? saved;
    }

    /// <summary>What became of a sending. Where nothing is set it may have been sent, or is to be tried again.</summary>
    private sealed record Sent
    {
        /// <summary>SSM's id of the command.</summary>
        public string? CommandId { get; init; }

        /// <summary>Why it was not sent.</summary>
        public Observation? Unsent { get; init; }

        public bool IsAgentSilent { get; init; }
    }
}
