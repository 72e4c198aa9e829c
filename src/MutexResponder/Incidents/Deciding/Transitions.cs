using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Detection;
using MutexResponder.Ports;
using MutexResponder.Remediation;

namespace MutexResponder.Incidents.Deciding;

/// <summary>The few ways in which a record changes, each with the slots and the sending that belong to it.</summary>
internal static class Transitions
{
    /// <summary>Adds a line to the story. Past the bound the oldest lines after the first are dropped.</summary>
    public static Incident Note(this Incident incident, DateTimeOffset now, string text)
    {
        ImmutableArray<TimelineEntry> timeline = incident.Timeline.Add(new TimelineEntry(now, incident.Phase, text));
        return incident with { Timeline = timeline.Length > Incident.MaxTimelineEntries ? timeline.RemoveAt(1) : timeline };
    }

    /// <summary>The commands that are over once the pending one is replaced.</summary>
    public static ImmutableArray<SentCommand> CommandsWithPending(this Incident incident) => incident.Pending is { } pending
        ? [.. incident.Commands.Add(new SentCommand(pending.Kind, pending.Comment, pending.RequestedAt, pending.CommandId)).TakeLast(Incident.MaxCommands)]
        : incident.Commands;

    /// <summary>Counts new signals and keeps the first of them. A signal that is known already is not counted again.</summary>
    public static Incident AddSignals(this Incident incident, ImmutableArray<Signal> signals)
    {
        Signal[] news = [.. signals.Where(s => !incident.Signals.Contains(s)).Distinct()];
        if (news.Length == 0)
        {
            return incident;
        }

        bool isFull = incident.Signals.Length == Incident.MaxSignals;
        DateTimeOffset newest = news.Max(s => s.ObservedAt);
        if (isFull && newest <= incident.LastSignalAt)
        {
            // Protects from a chatty log: each delivery would write, and keep the steps that end the outage from being saved.
            return incident;
        }

        return incident with
        {
            Signals = isFull ? incident.Signals : [.. incident.Signals.AddRange(news).Take(Incident.MaxSignals)],
            SignalCount = incident.SignalCount + news.Length,
            LastSignalAt = isFull ? LateBy(newest, Incident.SignalCountSpacing)
                : incident.LastSignalAt is { } last && last > newest ? last : newest,
        };
    }

    private static DateTimeOffset LateBy(DateTimeOffset time, TimeSpan by) => time < DateTimeOffset.MaxValue - by ? time + by : DateTimeOffset.MaxValue;

    /// <summary>A record that says what it said before: saves nothing but, maybe, newly counted signals.</summary>
    public static Decision Keep(Incident before, Incident after) =>
        before == after ? Decision.Nothing : new Decision(after with { Version = before.Version + 1 });

    /// <summary>Sends the inspection; from here the record waits for it. Slots held are given back.</summary>
    public static Decision Inspect(Incident incident, Policy policy, DateTimeOffset now, string why)
    {
        int number = incident.InspectionCount + 1;
        Incident next = incident with
        {
            Phase = IncidentPhase.Inspecting,
            ShowPending = true,
            Version = incident.Version + 1,
            InspectionCount = number,
            LastSignalAt = null,
            Commands = incident.CommandsWithPending(),
            Pending = NewCommand(incident, CommandKind.Inspect, $"inspect {number}", ImmutableSortedDictionary<string, string>.Empty, now, policy.InspectionTimeout),
            HeldSlots = [],
            WaitingForSlotSince = null,
            ApprovalExpiresAt = null,
        };
        return new Decision(next.Note(now, why)) { SendsCommand = true, Slots = new SlotChange { Release = incident.HeldSlots } };
    }

    /// <summary>Looks once more after a remediation; slots stay taken.</summary>
    public static Decision VerifyAgain(Incident incident, Policy policy, DateTimeOffset now, string why)
    {
        int number = incident.VerificationCount + 1;
        Incident next = incident with
        {
            Version = incident.Version + 1,
            VerificationCount = number,
            LastSignalAt = null,
            VerifyAt = null,
            Commands = incident.CommandsWithPending(),
            Pending = NewCommand(incident, CommandKind.Inspect, $"verify {number}", ImmutableSortedDictionary<string, string>.Empty, now, policy.InspectionTimeout),
        };
        return new Decision(next.Note(now, why)) { SendsCommand = true };
    }

    /// <summary>Takes the slots and sends the one guarded change.</summary>
    public static Decision Remediate(Incident incident, Plan plan, Clearance clearance, Policy policy, DateTimeOffset now)
    {
        ImmutableArray<DateTimeOffset> started = [.. incident.RemediationsStarted.Where(at => now - at < TimeSpan.FromHours(24)), now];
        PendingCommand command = NewCommand(incident, CommandKind.Remediate, $"remediate {started.Length}", plan.ToParameters(incident.Id), now, policy.RemediationTimeout);
        return Change(incident with { RemediationsStarted = started }, command, clearance, now, $"Remediating: {string.Join(" ", plan.InWords())}");
    }

    /// <summary>Takes the slots, since the instance is down for a moment too, and sends the order to take a change back.</summary>
    public static Decision RollBack(Incident incident, RollbackPlan plan, Clearance clearance, Policy policy, DateTimeOffset now)
    {
        PendingCommand command = NewCommand(incident, CommandKind.Rollback, "rollback", plan.ToParameters(incident.Id), now, policy.RemediationTimeout);
        return Change(incident with { RollbackStartedAt = now }, command, clearance, now, $"Rolling back: {string.Join(" ", plan.InWords())}");
    }

    private static Decision Change(Incident incident, PendingCommand command, Clearance clearance, DateTimeOffset now, string why)
    {
        Incident next = incident with
        {
            Phase = IncidentPhase.Remediating,
            ShowPending = true,
            Version = incident.Version + 1,
            Commands = incident.CommandsWithPending(),
            Pending = command,
            ChangeLog = null,
            VerificationCount = 0,
            ForcedRebootAt = null,
            VerifyAt = null,
            HeldSlots = [.. clearance.Slots.Select(s => s.Name)],
            WaitingForSlotSince = null,
            ApprovalExpiresAt = null,
            ReasonCode = null,
            Reason = null,
        };
        return new Decision(next.Note(now, why))
        {
            SendsCommand = true,
            Slots = new SlotChange { Take = clearance.Slots },
        };
    }

    /// <summary>Ends the incident and gives its slots back.</summary>
    public static Decision Close(Incident incident, IncidentPhase phase, string reasonCode, string reason, DateTimeOffset now)
    {
        Incident next = incident with
        {
            Phase = phase,
            ShowPending = true,
            Version = incident.Version + 1,
            Commands = incident.CommandsWithPending(),
            Pending = null,
            ClosedAt = now,
            VerifyAt = null,
            ReasonCode = reasonCode,
            Reason = reason,
            HeldSlots = [],
            WaitingForSlotSince = null,
            ApprovalExpiresAt = null,
        };
        return new Decision(next.Note(now, reason)) { Slots = new SlotChange { Release = incident.HeldSlots } };
    }

    /// <summary>Waits without a command, for a person or for a slot.</summary>
    public static Decision Wait(Incident incident, IncidentPhase phase, string reasonCode, string reason, DateTimeOffset now) =>
        new((incident with
        {
            Phase = phase,
            ShowPending = true,
            Version = incident.Version + 1,
            Commands = incident.CommandsWithPending(),
            Pending = null,
            ReasonCode = reasonCode,
            Reason = reason,
        }).Note(now, reason));

    /// <summary>Waits for one of those in recovery to end; changes nothing where it waits already.</summary>
    public static Decision WaitForSlot(Incident incident, DateTimeOffset now) => incident is { WaitingForSlotSince: not null, Pending: null }
        ? Decision.Nothing
        : Wait(incident with { WaitingForSlotSince = incident.WaitingForSlotSince ?? now }, IncidentPhase.Inspecting, "waiting-for-slot", "As many instances as allowed are in recovery; waiting for a free slot.", now);

    /// <summary>The comment names the record's version, so no two commands of an instance ever share one.</summary>
    private static PendingCommand NewCommand(
        Incident incident, CommandKind kind, string word, IReadOnlyDictionary<string, string> parameters, DateTimeOffset now, TimeSpan timeout) =>
        new(kind, string.Create(CultureInfo.InvariantCulture, $"{incident.Id} {word} v{incident.Version + 1}"), parameters, now, now + timeout, null);
}
