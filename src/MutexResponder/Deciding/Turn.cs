using System.Collections.Immutable;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>One decision in the making, and the few ways in which it can end.</summary>
/// <param name="Stored">The record as it is stored.</param>
/// <param name="Incident">The same with what was learned in this turn.</param>
/// <param name="Seen">What was found out.</param>
/// <param name="Policy">What is allowed.</param>
/// <param name="Now">The function's clock.</param>
internal sealed record Turn(Incident Stored, Incident Incident, Observation Seen, Policy Policy, DateTimeOffset Now)
{
    public bool MayInspectAgain => Incident.InspectionCount < Policy.MaxInspections;

    public Turn With(Incident incident) => this with { Incident = incident };

    /// <summary>The same with what the newest inspection comes to.</summary>
    public Turn With(DiagnosisResult diagnosis) => With(Incident with { Seen = Incident.Seen! with { Diagnosis = diagnosis } });

    public Turn Note(Statement told) => With(Incident.Note(Now, told));

    /// <summary>The same with what is known by now of the change that is under way.</summary>
    public Turn With(Attempt attempt) => With(Incident with
    {
        State = Incident.State switch
        {
            State.Remediating remediating => remediating with { Attempt = attempt },
            State.AwaitingReboot waiting => waiting with { Attempt = attempt },
            State other => throw new InvalidOperationException($"nothing is changed while {other.GetType().Name}"),
        },
    });

    /// <summary>Goes on as if nobody had looked yet.</summary>
    public Turn Afresh() => With(Incident with { InspectionCount = 0 });

    /// <summary>
    /// The same without slots that are held longer than anything of the change can go on: for a guest that hangs, all the others would wait. It is
    /// watched on as before, and needs a slot again for the reboot from outside.
    /// </summary>
    public Turn WithinLease()
    {
        if (Incident.HeldSlots.IsEmpty || Incident.Attempt is not { } attempt || Now < LeaseEnd(attempt))
        {
            return this;
        }

        return With(attempt with { Slots = [] }).Note(Story.SlotGivenBack);
    }

    private DateTimeOffset LeaseEnd(Attempt attempt) =>
        attempt.ForcedRebootAt is { } forced ? forced + Policy.ForcedRebootTimeout : attempt.OrderedAt + Policy.SlotLease;

    /// <summary>Says what it said before: saves nothing but, maybe, newly counted signals, and slots that are given back.</summary>
    public Decision Keep() => Stored == Incident ? Decision.Nothing : new Decision(Incident with { Version = Stored.Version + 1 }) { Slots = GivenBack(Incident) };

    /// <summary>What the stored record holds and the next does not.</summary>
    private SlotChange GivenBack(Incident next) => new() { Release = [.. Stored.HeldSlots.Except(next.HeldSlots)] };

    /// <summary>The one way from a state to the next: its command is sent, and slots that it does not hold are given back.</summary>
    public Decision To(State next, Statement why)
    {
        bool isInRecovery = next is State.Remediating or State.AwaitingReboot;
        bool stays = isInRecovery && Incident.Phase == IncidentPhase.Remediating;
        Incident moved = Incident with
        {
            Version = Stored.Version + 1,
            State = next,
            Tried = isInRecovery ? null : Incident.Attempt,
            Commands = Incident.Pending is { } over
                ? [.. Incident.Commands.Add(new SentCommand(over.Kind, over.Comment, over.RequestedAt, over.CommandId)).TakeLast(Incident.MaxCommands)]
                : Incident.Commands,
            ShowPending = Incident.ShowPending || !stays,
        };
        return new Decision(moved.Note(Now, why))
        {
            SendsCommand = moved.Pending is not null,
            Slots = GivenBack(moved),
        };
    }

    public Decision Inspect(Statement why, DateTimeOffset? waitingSince = null)
    {
        int number = Incident.InspectionCount + 1;
        State next = new State.Inspecting(Look($"inspect {number}")) { WaitingSince = waitingSince };
        return With(Incident with { InspectionCount = number, LastSignalAt = null }).To(next, why);
    }

    /// <summary>While there is a look left, it is taken.</summary>
    /// <param name="why">Why a person is told where there is none.</param>
    public Decision InspectOrEscalate(Reason why) => MayInspectAgain ? Inspect(Story.InspectingAgain(why.Told)) : Escalate(why);

    /// <summary>Looks at what came of a change; slots stay taken.</summary>
    public Decision LookAgain(Attempt attempt, int lookCount, Statement why)
    {
        int number = lookCount + 1;
        return With(Incident with { LastSignalAt = null }).To(new State.Remediating(attempt, Look($"verify {number}"), number), why);
    }

    /// <summary>Takes the slots, since the instance is down for a moment, and orders the change.</summary>
    public Decision Order(CommandKind kind, string word, ImmutableSortedDictionary<string, string> parameters, Clearance clearance, Statement why)
    {
        // From making an outage wait: what serves has slots of its own.
        ImmutableArray<SlotRequest> slots = Incident.Recovery == RecoveryKind.Reload ? [.. clearance.Slots.Select(slot => slot.OfPrevention)] : clearance.Slots;
        Attempt attempt = new(Now, [.. slots.Select(slot => slot.Name)]);
        Decision order = To(new State.Remediating(attempt, Command(kind, word, parameters, Policy.RemediationTimeout), 0), why);
        return order with { Slots = order.Next!.ToSend with { Take = slots } };
    }

    /// <summary>Waits for one of those in recovery to end; changes nothing where it waits already.</summary>
    public Decision WaitForSlot() => Incident.State is State.WaitingForSlot
        ? Decision.Nothing
        : To(new State.WaitingForSlot((Incident.State as State.Inspecting)?.WaitingSince ?? Now), State.WaitingForSlot.Why.Told);

    /// <summary>Whatever keeps a prevention from being made or proved: nothing of it stays unseen, and where the site is down that is answered.</summary>
    public Decision End(Ending ending, Reason why, DateTimeOffset? inspectAgainAt = null) =>
        (ending == Ending.Resolved ? null : Preventing.InsteadOfEnding(this, why)) ?? To(new State.Ended(ending, why, Now) { InspectAgainAt = inspectAgainAt ?? LookAtOthers }, why.Told);

    /// <summary>A rollback that a person asked for answers no outage: what the log reports of one, before or meanwhile, gets its own look.</summary>
    private DateTimeOffset? LookAtOthers => Incident.Goal is Goal.Rollback { Because: null } goal && (goal.HasLinesWaiting || Incident.IsReported) ? Now + Policy.InspectionSpacing : null;

    /// <summary>A prevention that did nothing is for no person in the night: the site serves, and its machine stays listed as one at risk.</summary>
    public Decision Escalate(Reason why) =>
        End(Incident is { Goal: Goal.Prevent, Attempt: null or { DidNothing: true } } ? Ending.NoAction : Ending.Escalated, why);

    private PendingCommand Look(string word) => Command(CommandKind.Inspect, word, ImmutableSortedDictionary<string, string>.Empty, Policy.InspectionTimeout);

    private PendingCommand Command(CommandKind kind, string word, ImmutableSortedDictionary<string, string> parameters, TimeSpan timeout) =>
        PendingCommand.New(Incident.Id, Stored.Version + 1, kind, word, parameters, Now, timeout);
}
