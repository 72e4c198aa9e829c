using Microsoft.Extensions.Logging;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Reconciling;

/// <summary>
/// Brings one instance's incident one step further: read the record and the world, decide, save, then do.
/// The save comes before the doing, so of two that run at once only one does; what was saved and not done is found again.
/// </summary>
public sealed class Reconciler : IReconcile
{
    /// <summary>Lost races in a row before giving up until the next event; with the pauses between them some 5 seconds.</summary>
    public const int MaxConflicts = 10;

    private readonly RecordAccess _records;
    private readonly Showing _showing;
    private readonly Sending _sending;
    private readonly IReadCommands _read;
    private readonly IClearChanges _clear;
    private readonly ICountSteps _count;
    private readonly IRebootInstances _reboot;
    private readonly ConflictPause _pause;
    private readonly Policy _policy;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public Reconciler(
        IIncidentStore store,
        RecentRecords recent,
        ISendCommands send,
        IReadCommands read,
        IClearChanges clear,
        IKeepHumanRecord human,
        ITellPeople people,
        ICountSteps count,
        IRebootInstances reboot,
        ConflictPause pause,
        Policy policy,
        TimeProvider time,
        ILogger<Reconciler> log)
    {
        _records = new RecordAccess(store, recent);
        _showing = new Showing(_records, human, people, pause, log);
        _sending = new Sending(_records, _showing, send, read, clear, count, pause, policy, time, log);
        _read = read;
        _clear = clear;
        _count = count;
        _reboot = reboot;
        _pause = pause;
        _policy = policy;
        _time = time;
        _log = log;
    }

    public async Task<ReconcileResult> ReconcileAsync(InstanceId instance, Trigger trigger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        if (trigger is { Kind: TriggerKind.Manual, Request.Action: ManualAction.Status })
        {
            Incident? asked = await _records.FindAsync(instance, cancellationToken).ConfigureAwait(false);
            return Result(instance, asked) with { Record = asked };
        }

        for (int round = 0; round < MaxConflicts; round++)
        {
            Start start = trigger.Kind == TriggerKind.CommandEnded
                ? await StartAtCommandAsync(instance, trigger.CommandId, cancellationToken).ConfigureAwait(false)
                : await StartAsync(instance, trigger, cancellationToken).ConfigureAwait(false);
            if (start.IsDone)
            {
                return Result(instance, start.Incident);
            }

            if (await StepAsync(instance, start, trigger, cancellationToken).ConfigureAwait(false) is { } result)
            {
                return result;
            }

            _log.Conflict(instance, round);
            await _pause.WaitAsync(round, cancellationToken).ConfigureAwait(false);
        }

        _log.GaveUp(instance, MaxConflicts);
        throw new RemoteCallException(RemoteCallFailure.Unavailable, $"the record of {instance} changed {MaxConflicts} times while it was being read");
    }

    /// <summary>
    /// The event names a command. Whether it is the one that the record waits for, the record says, or, before the sending was confirmed,
    /// the command's comment. A record that this process remembers is as good as the stored one: an old one only loses the save.
    /// </summary>
    private async Task<Start> StartAtCommandAsync(InstanceId instance, string? endedId, CancellationToken cancellationToken)
    {
        Incident? remembered = _records.Recall(instance);
        if (await AwaitedAsync(remembered, endedId, cancellationToken).ConfigureAwait(false) is { } awaited)
        {
            return awaited;
        }

        Incident? stored = await _records.FindAsync(instance, cancellationToken).ConfigureAwait(false);
        bool isNews = stored is not null && stored.Version != remembered?.Version;

        // Else an old or doubled event.
        return (isNews ? await AwaitedAsync(stored, endedId, cancellationToken).ConfigureAwait(false) : null) ?? Start.Done(stored);
    }

    /// <returns>The record with the command's id, and what SSM says of the command; null where the record waits for another, or for none.</returns>
    private async Task<Start?> AwaitedAsync(Incident? incident, string? endedId, CancellationToken cancellationToken)
    {
        if (endedId is null || incident is not { IsFinished: false, Pending: { } pending } || (pending.CommandId is { } id && id != endedId))
        {
            return null;
        }

        CommandReport report;
        try
        {
            report = await _read.ReadAsync(incident.Instance, pending.Kind, endedId, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteCallException other) when (pending.CommandId is null && other.Failure == RemoteCallFailure.Invalid)
        {
            // Of another document than the one waited for.
            return null;
        }

        if (pending.CommandId is not null)
        {
            return new Start(incident, report);
        }

        if (report.Comment != pending.Comment)
        {
            return null;
        }

        _log.Found(incident.Id, endedId);
        return new Start(incident.WithPending(pending with { CommandId = endedId }), report);
    }

    /// <summary>Finds where the record stands, and brings a command that is not confirmed to where it can be asked for.</summary>
    private async Task<Start> StartAsync(InstanceId instance, Trigger trigger, CancellationToken cancellationToken)
    {
        Incident? incident;
        if (trigger.Kind == TriggerKind.LogSignals && !_records.Knows(instance)
            && Decider.Decide(null, instance, new Observation(trigger), _policy, _time.GetUtcNow()) is { Next: { } first } opening)
        {
            // Most instances have their first incident: one write instead of a look and a write.
            incident = await _records.FindOrAddAsync(first, cancellationToken).ConfigureAwait(false);
            if (incident is null)
            {
                return Start.Done(await DoAsync(opening, before: null, clearedAt: null, trigger, cancellationToken).ConfigureAwait(false));
            }
        }
        else
        {
            incident = await _records.FindAsync(instance, cancellationToken).ConfigureAwait(false);
        }

        if (incident is not { IsFinished: false, Pending: { CommandId: null } pending })
        {
            return new Start(incident, await ReadReportAsync(incident, trigger, cancellationToken).ConfigureAwait(false));
        }

        bool isOverdue = _time.GetUtcNow() - pending.RequestedAt >= _policy.SendConfirmationTimeout;
        return isOverdue || trigger.Kind == TriggerKind.Tick
            ? await FindOrSendAgainAsync(incident, isOverdue, trigger, cancellationToken).ConfigureAwait(false)
            : new Start(incident, null);
    }

    /// <summary>The process that saved this command did not confirm its sending: it may have died before or after, or have left it to the event.</summary>
    /// <param name="incident">The record.</param>
    /// <param name="isOverdue">Whether whoever saved it has had time enough to send it.</param>
    /// <param name="trigger">Why we look.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    private async Task<Start> FindOrSendAgainAsync(Incident incident, bool isOverdue, Trigger trigger, CancellationToken cancellationToken)
    {
        PendingCommand pending = incident.Pending!;
        string? foundId = null;
        try
        {
            foundId = await _sending.FindAsync(incident, cancellationToken).ConfigureAwait(false);
        }
        catch (RemoteCallException failed) when (!isOverdue)
        {
            _log.NotSearched(incident.Id, pending.Kind, failed.Message);
        }
        catch (RemoteCallException denied) when (denied.Failure != RemoteCallFailure.Unavailable && _time.GetUtcNow() >= pending.Deadline)
        {
            // It would wait for ever: what cannot be looked for can neither be read nor be sent again.
            var seen = new Observation(trigger) { SearchRefusal = denied.Message };
            Incident closed = await _sending.CloseUnsentAsync(incident, seen, cancellationToken).ConfigureAwait(false);
            return await AfterAsync(closed, showIsDue: true).ConfigureAwait(false);
        }

        if (foundId is not null)
        {
            Incident found = await _sending.ConfirmFoundAsync(incident, foundId, cancellationToken).ConfigureAwait(false);
            return found.Pending?.CommandId is null && trigger.Kind != TriggerKind.LogSignals
                ? Start.Done(found)
                : new Start(found, await ReadReportAsync(found, trigger, cancellationToken).ConfigureAwait(false));
        }

        if (!isOverdue)
        {
            // Only a tick comes here so early: it may be the first to show the incident.
            return Start.Done(await _showing.ShowAsync(incident, cancellationToken).ConfigureAwait(false));
        }

        (Incident sent, bool showIsDue) = await _sending.SendAgainAsync(incident, trigger, cancellationToken).ConfigureAwait(false);
        return await AfterAsync(sent, showIsDue).ConfigureAwait(false);

        // Where nothing was written, lines are still to be taken, into whatever stands there now.
        async Task<Start> AfterAsync(Incident current, bool showIsDue) => trigger.Kind == TriggerKind.LogSignals && current.Version == incident.Version
            ? new Start(incident, null)
            : Start.Done(showIsDue ? await _showing.ShowAsync(current, cancellationToken).ConfigureAwait(false) : current);
    }

    /// <returns>Null where somebody else wrote the record meanwhile.</returns>
    private async Task<ReconcileResult?> StepAsync(InstanceId instance, Start start, Trigger trigger, CancellationToken cancellationToken)
    {
        Incident? incident = start.Incident;
        if (incident is { IsFinished: true, ShowPending: true })
        {
            // Before another incident takes this one's place: its end is shown now, or only the log has it.
            incident = await _showing.ShowAsync(incident, cancellationToken).ConfigureAwait(false);
        }

        var seen = new Observation(trigger) { Report = start.Report };
        DateTimeOffset? clearedAt = null;
        Decision decision = Decider.Decide(incident, instance, seen, _policy, _time.GetUtcNow());
        if (decision.NeedsClearance)
        {
            // Dated before the question: the answer is no newer.
            clearedAt = _time.GetUtcNow();
            seen = seen with { Clearance = await _clear.ClearAsync(instance, cancellationToken).ConfigureAwait(false) };
            decision = Decider.Decide(incident, instance, seen, _policy, _time.GetUtcNow());
        }

        if (decision.Refusal is { } refused)
        {
            return Result(instance, incident) with { ReasonCode = refused.Code, Told = refused.Told, IsRefusal = true };
        }

        (decision, SaveOutcome outcome) = await SaveAsync(decision, incident, instance, seen, cancellationToken).ConfigureAwait(false);
        if (outcome != SaveOutcome.Saved)
        {
            return null;
        }

        ReconcileResult result = Result(instance, decision.Next is null
            ? await ShowInTimeAsync(incident, trigger, cancellationToken).ConfigureAwait(false)
            : await DoAsync(decision, incident, clearedAt, trigger, cancellationToken).ConfigureAwait(false));
        return decision.Next is { IsFinished: true } ended && incident is not { IsFinished: true } ? result with { EndedOn = ended.LastLook } : result;
    }

    /// <returns>The decision that was saved: where no slot was free, the one that waits for it.</returns>
    private async Task<(Decision Decision, SaveOutcome Outcome)> SaveAsync(
        Decision decision, Incident? before, InstanceId instance, Observation seen, CancellationToken cancellationToken)
    {
        SaveOutcome outcome = await SaveAsync(decision, before, cancellationToken).ConfigureAwait(false);
        if (outcome == SaveOutcome.NoFreeSlot)
        {
            decision = Decider.Decide(before, instance, seen with { SlotRefused = true }, _policy, _time.GetUtcNow());
            outcome = await SaveAsync(decision, before, cancellationToken).ConfigureAwait(false);
        }

        return (decision, outcome);
    }

    private async Task<SaveOutcome> SaveAsync(Decision decision, Incident? before, CancellationToken cancellationToken) => decision.Next is null
        ? SaveOutcome.Saved
        : await _records.SaveAsync(
            decision.Next, before?.Version ?? 0, decision.Slots with { Replaced = before?.Id != decision.Next.Id ? before?.AsHistory() : null }, cancellationToken).ConfigureAwait(false);

    /// <summary>What was decided is saved: now it is told, and done.</summary>
    private async Task<Incident?> DoAsync(Decision decision, Incident? before, DateTimeOffset? clearedAt, Trigger trigger, CancellationToken cancellationToken)
    {
        Incident saved = decision.Next!;
        if (saved.Timeline != before?.Timeline)
        {
            _log.Step(saved);
        }

        _count.Count(before, saved);
        if (decision.SendsCommand)
        {
            (Incident current, bool showIsDue) = await _sending.SendAsync(saved, clearedAt, trigger, cancellationToken).ConfigureAwait(false);
            return showIsDue && !Showing.MayWait(current, trigger) ? await _showing.ShowAsync(current, cancellationToken).ConfigureAwait(false) : current;
        }

        if (decision.RebootsInstance)
        {
            await RebootAsync(saved, cancellationToken).ConfigureAwait(false);
        }

        return await ShowInTimeAsync(saved, trigger, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Of a command that is just being sent, who sends it shows it.</summary>
    private async Task<Incident?> ShowInTimeAsync(Incident? incident, Trigger trigger, CancellationToken cancellationToken) =>
        incident is null || Showing.MayWait(incident, trigger) || incident is { Pending: { CommandId: null } }
            ? incident
            : await _showing.ShowAsync(incident, cancellationToken).ConfigureAwait(false);

    /// <summary>A log line by itself is no reason to ask SSM: the command's end has its own event, and the tick.</summary>
    private async Task<CommandReport?> ReadReportAsync(Incident? incident, Trigger trigger, CancellationToken cancellationToken) =>
        incident is { IsFinished: false, Pending: { CommandId: { } id } pending } && trigger.Kind != TriggerKind.LogSignals
            ? await _read.ReadAsync(incident.Instance, pending.Kind, id, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Asked at most once an attempt: who dies between the save and this leaves it undone, and the incident goes to a person.</summary>
    private async Task RebootAsync(Incident saved, CancellationToken cancellationToken)
    {
        try
        {
            await _reboot.RebootAsync(saved.Instance, cancellationToken).ConfigureAwait(false);
            _log.Rebooted(saved.Id, saved.Instance);
        }
        catch (RemoteCallException failed)
        {
            _log.NotRebooted(saved.Id, saved.Instance, failed.Message);
        }
    }

    private static ReconcileResult Result(InstanceId instance, Incident? incident) => incident is null
        ? new ReconcileResult(instance, null, null, "no-incident", Story.NoIncident(instance.Value))
        : new ReconcileResult(
            instance,
            incident.Id,
            incident.Phase,
            incident.ReasonCode,
            Story.Stands(instance.Value, Statement.Of(incident.Phase), incident.Why?.Told ?? incident.Timeline[^1].Told))
        {
            OpenedAt = incident.OpenedAt,
            Goal = incident.Goal.Kind,
            UnshownSince = incident.ShowPending ? incident.ChangedAt : null,
            Plan = incident.State is State.AwaitingApproval ? incident.Proposal?.Digest : null,
        };

    /// <summary>Where a step starts.</summary>
    /// <param name="Incident">The record; null where the instance has none.</param>
    /// <param name="Report">What SSM says of the pending command; null where it was not asked.</param>
    private sealed record Start(Incident? Incident, CommandReport? Report)
    {
        /// <summary>Nothing more is to be done now.</summary>
        public bool IsDone { get; private init; }

        public static Start Done(Incident? incident) => new(incident, null) { IsDone = true };
    }
}
