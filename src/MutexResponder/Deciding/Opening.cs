using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Requests;
using MutexResponder.Wording;

namespace MutexResponder.Deciding;

/// <summary>No incident is open: whether what came is reason to look.</summary>
internal static class Opening
{
    public static Decision Decide(Incident? last, InstanceId instance, Trigger trigger, Policy policy, DateTimeOffset now)
    {
        switch (trigger.Kind)
        {
            case TriggerKind.Manual when trigger.Request is { Action: ManualAction.Inspect } request:
                // Lines that wait for their look get it by this one, and what they ask for with it.
                return Open(
                    NewIncident(last, instance, HasLinesWaiting(last) ? policy.Mode : ResponseMode.Observe, policy, now), now, Story.InspectionAsked(Asker.Of(request).Told));

            case TriggerKind.Manual when trigger.Request is { Action: ManualAction.Remediate } request:
                // Whoever asks has not read the plan yet: where the mode wants an approval, it waits for one all the same.
                Incident asked = NewIncident(last, instance, policy.Mode, policy, now) with { RequestedBy = AskerOf(request) };
                return request.IsFromSweep
                    ? Open(asked with { Earlier = EarlierOf(last, now) }, now, Story.FoundDown(Asker.Of(request).Told))
                    : Open(asked, now, Story.RemediationAsked(Asker.Of(request).Told));

            case TriggerKind.Manual when trigger.Request is { Action: ManualAction.Rollback } request:
                return OnRollback(last, instance, request, policy, now);
            case TriggerKind.Manual when trigger.Request is { Action: ManualAction.Prevent } request:
                return OnPrevent(last, instance, request, policy, now);

            case TriggerKind.LogSignals:
                return OnSignals(last, instance, trigger.Signals, policy, now);

            case TriggerKind.Tick when (last?.State as State.Ended)?.InspectAgainAt <= now:
                return Open(NewIncident(last, instance, policy.Mode, policy, now) with { Earlier = EarlierOf(last, now) }, now, Story.LookingAgainAfterEnd);

            default:
                return Decision.Nothing;
        }
    }

    /// <summary>A rollback or a prevention is asked for while an incident is open.</summary>
    public static Decision Meets(Incident open, ManualAction action) => (open.Goal, action) switch
    {
        (Goal.Rollback, ManualAction.Rollback) or (Goal.Prevent, ManualAction.Prevent) => Decision.Nothing,
        (_, ManualAction.Rollback) => Decision.Refuse(Refused.IncidentOpen(open.Id.ToString())),
        _ => Decision.Refuse(Refused.IncidentOpenToPrevention(open.Id.ToString())),
    };

    private static Decision OnSignals(Incident? last, InstanceId instance, ImmutableArray<Signal> signals, Policy policy, DateTimeOffset now)
    {
        // Old generations' noise names no cause, and what the last evidence has already seen is old news.
        Signal[] fresh =
        [
            .. signals.Where(s => s.Kind != SignalKind.StaleGeneration
                && (last is null || (!last.Signals.Contains(s) && (!IsOldNews(s, last.Newest, policy, now) || WasOnlyLookedAt(last, policy))))),
        ];
        if (fresh.Length == 0)
        {
            return Decision.Nothing;
        }

        // Anybody who can write to the log could keep us busy: at most one look per spacing, but never none.
        DateTimeOffset again = last?.State is State.Ended before ? before.At + SpacingAfter(last, before, fresh, policy) : now;
        if (last?.State is not State.Ended ended || now >= again)
        {
            return Open(
                NewIncident(last, instance, policy.Mode, policy, now).AddSignals([.. fresh], policy.MaxLineLateness) with { Earlier = EarlierOf(last, now) }, now, Story.LineReported);
        }

        return ended.InspectAgainAt <= again
            ? Decision.Nothing
            : new Decision((last with { Version = last.Version + 1, State = ended with { InspectAgainAt = again } })
                .Note(now, Story.LinesAfterEnd(fresh.Length, again)));
    }

    /// <summary>
    /// A lasting cause that was handed to a person is not looked at again each minute, nor told of: the site is down for as long again at most as
    /// it has been. Protects from being put off by a line that anybody can write: one of high confidence, the first of its kind, is heard as usual.
    /// </summary>
    private static TimeSpan SpacingAfter(Incident last, State.Ended ended, Signal[] fresh, Policy policy)
    {
        bool isNews = !IsWitnessed(last) && fresh.Any(signal => signal.Confidence == SignalConfidence.High);
        int repeats = ended.Ending == Ending.Escalated && last.IsRepeat && !isNews ? last.Earlier!.Count : 0;
        return TimeSpan.FromTicks((long)Math.Min(policy.InspectionSpacing.Ticks * Math.Pow(2, repeats), policy.MaxInspectionSpacing.Ticks));
    }

    /// <summary>A day later people are told anew.</summary>
    private static EarlierEnd? EarlierOf(Incident? last, DateTimeOffset now) => last switch
    {
        { IsRepeat: true, Earlier: { } earlier } => now - earlier.Since < TimeSpan.FromHours(24) ? earlier with { Count = earlier.Count + 1, IsWitnessed = IsWitnessed(last) } : null,
        { State: State.Ended { Ending: not Ending.Resolved } ended } => new EarlierEnd(ended.Ending, ended.Why.Code, 1, ended.At, IsWitnessed(last)),
        _ => null,
    };

    private static bool HasLinesWaiting(Incident? last) => last?.State is State.Ended { InspectAgainAt: not null };

    private static bool IsWitnessed(Incident last) => last.Earlier is { IsWitnessed: true } || last.Signals.Any(signal => signal.Confidence == SignalConfidence.High);

    /// <summary>The last look has seen what the line tells of; where the machine's clock was ahead, and may have been set right since, only what is old by both clocks.</summary>
    private static bool IsOldNews(Signal signal, Look? last, Policy policy, DateTimeOffset now) =>
        last is not null && signal.ObservedAt <= last.ReadAt && last.HasSeen(signal.ObservedAt, now, policy.MaxLineLateness);

    /// <summary>
    /// A person's inspection met the outage before the log's lines arrived, and changed nothing: the lines are older
    /// than its evidence and still the first that the responder hears of it.
    /// </summary>
    private static bool WasOnlyLookedAt(Incident last, Policy policy) =>
        last is { ReasonCode: Because.ObservedCode, SignalCount: 0 } && policy.Mode > ResponseMode.Observe;

    private static Decision OnRollback(Incident? last, InstanceId instance, ManualRequest request, Policy policy, DateTimeOffset now)
    {
        if (last?.LastChange is not { } change)
        {
            return Decision.Refuse(policy.Mode == ResponseMode.Observe ? Refused.NothingRolledBackInObserve : Refused.NothingToRollBack(instance.Value));
        }

        ResponseMode mode = Preventing.ToTakeBack(change.By, policy);
        if (mode == ResponseMode.Observe)
        {
            return Decision.Refuse(Refused.NothingRolledBackInObserve);
        }

        // Protects from an old page or report that takes back a later change than the one it shows, and with it the cure of another outage.
        if (request.IncidentId is { } named && named != change.IncidentId)
        {
            return Decision.Refuse(Refused.OtherChange(named.ToString(), change.IncidentId.ToString(), RollbackText(instance, change.IncidentId)));
        }

        Incident opened = NewIncident(last, instance, mode, policy, now) with
        {
            RequestedBy = Asker.Of(request),
            Goal = new Goal.Rollback(change) { HasLinesWaiting = HasLinesWaiting(last) },
            Recovery = change.By == RecoveryKind.Reload ? RecoveryKind.Reload : policy.Recovery,
        };
        return Open(opened, now, Story.RollbackAsked(Asker.Of(request).Told, change.IncidentId.ToString()));
    }

    /// <summary>The request to paste, of what needs no more than the instance.</summary>
    internal static string RequestText(string action, InstanceId instance) => $$"""{"action":"{{action}}","instanceId":"{{instance}}"}""";

    /// <summary>The request that takes an incident's change back, and no other one's.</summary>
    internal static string RollbackText(InstanceId instance, IncidentId change) => $$"""{"action":"rollback","instanceId":"{{instance}}","incidentId":"{{change}}"}""";

    private static Decision OnPrevent(Incident? last, InstanceId instance, ManualRequest request, Policy policy, DateTimeOffset now)
    {
        if (Preventing.ModeOf(policy.Prevention) is not { } mode)
        {
            return Decision.Refuse(Refused.PreventionReports(policy.Prevention.ToString()));
        }

        if (last?.State is State.Ended { InspectAgainAt: { } lookAt })
        {
            // The log reports an outage: its look comes first, and whoever asked may ask again.
            return Decision.Refuse(Refused.LinesWaiting(instance.Value, lookAt, RequestText("inspect", instance)));
        }

        Incident opened = NewIncident(last, instance, mode, policy, now) with
        {
            RequestedBy = AskerOf(request),
            Goal = new Goal.Prevent { IsFromSweep = request.IsFromSweep },
            Recovery = RecoveryKind.Reload,
        };
        Statement? by = Asker.Of(request).Told;
        return Open(opened, now, request.IsFromSweep ? Story.FoundAtRisk(by) : Story.PreventionAsked(by));
    }

    private static Asker? AskerOf(ManualRequest request) => request.IsFromSchedule ? null : Asker.Of(request);

    /// <summary>What arrived before the look was ordered cannot be newer than the look.</summary>
    private static Decision Open(Incident opened, DateTimeOffset now, Statement why) =>
        new((opened with { LastSignalAt = null }).Note(now, why)) { SendsCommand = true };

    private static Incident NewIncident(Incident? last, InstanceId instance, ResponseMode mode, Policy policy, DateTimeOffset now)
    {
        // The id names the second: an incident that follows within the same one, or by a slower clock, is given the next.
        DateTimeOffset openedAt = last is not null && now < last.OpenedAt.AddSeconds(1) ? last.OpenedAt.AddSeconds(1) : now;
        IncidentId id = IncidentId.Of(openedAt, instance);
        long version = (last?.Version ?? 0) + 1;
        return new Incident
        {
            Instance = instance,
            Id = id,
            Version = version,
            Goal = new Goal.Recover(),
            State = new State.Inspecting(PendingCommand.New(
                id, version, CommandKind.Inspect, "inspect 1", ImmutableSortedDictionary<string, string>.Empty, now, policy.InspectionTimeout)),
            InspectionCount = 1,
            ShowPending = true,
            Mode = mode,
            Recovery = policy.Recovery,
            OpenedAt = openedAt,
            RemediationsStarted = last is null ? [] : [.. last.RemediationsStarted.Where(at => now - at < TimeSpan.FromHours(24))],
            PreventionsStarted = last is null ? [] : [.. last.PreventionsStarted.Where(at => now - at < TimeSpan.FromHours(24))],
            LastChange = last?.LastChange,
            PutBack = last?.PutBack,
        };
    }
}
