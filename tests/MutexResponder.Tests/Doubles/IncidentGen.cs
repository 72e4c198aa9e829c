using System.Collections.Immutable;
using CsCheck;
using MutexResponder.Deciding;
using MutexResponder.Detection;
using MutexResponder.Inspection;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Doubles;

/// <summary>Arbitrary incidents: any value a field can hold, sensible or not.</summary>
internal static class IncidentGen
{
    // Pieces that are hard on an encoder: quotes, escapes, controls, astral characters, script ends, line separators.
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 30],
        Gen.OneOf("\0", "\u0001", "\n", "\r\n", "\t", "\"", "\\", "\\u0041", "é", "漢", "😀", "</script>", "\u2028", "\uFFFD", "\uFEFF", "{{ x }}", "'", "(43)Identifier removed")
            .Array[0, 12].Select(string.Concat),
        Gen.Char.Where(c => !char.IsSurrogate(c)).Array[0, 30].Select(chars => new string(chars)));

    private static readonly Gen<string?> TextOrNull = OrNullReference(Text);

    private static readonly Gen<InstanceId> Instance =
        Gen.Char["0123456789abcdef"].Array[17].Select(digits => InstanceId.Parse("i-" + new string(digits)));

    private static readonly Gen<ConfigHash> Hash = Gen.Char["0123456789abcdef"].Array[64].Select(digits => new string(digits).As<ConfigHash>());

    private static readonly Gen<BootId> Boot = Gen.Guid.Select(uuid => new BootId(uuid));

    private static readonly Gen<ParentIdentity> Parent = Gen.OneOf(
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Long[0, long.MaxValue]).Select((pid, start) => new ParentIdentity(pid, start)),
        Gen.Int[0, int.MaxValue].Nullable().Select(left => new ParentIdentity(left, null)));

    private static readonly Gen<IncidentId> Id =
        Gen.Select(Gen.DateTime[DateTime.UnixEpoch, DateTime.MaxValue], Instance).Select((opened, instance) => IncidentId.Of(new DateTimeOffset(opened, TimeSpan.Zero), instance));

    // One day from either end, so that an offset of 14 hours stays inside the type's range.
    private static readonly Gen<DateTimeOffset> Time =
        Gen.Select(Gen.Long[TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay], Gen.Int[-14 * 60, 14 * 60])
            .Select((ticks, offsetMinutes) => new DateTimeOffset(ticks, TimeSpan.FromMinutes(offsetMinutes)));

    private static readonly Gen<Signal> SignalGen =
        from code in Text
        from kind in Gen.Enum<SignalKind>()
        from errno in Gen.Int.Nullable()
        from pid in Gen.Int.Nullable()
        from at in Time
        from line in Text
        from confidence in Gen.Enum<SignalConfidence>()
        select new Signal(code, kind, errno, pid, at, line, confidence);

    private static readonly Gen<PendingCommand> Pending =
        from kind in Gen.Enum<CommandKind>()
        from comment in Text
        from parameters in Gen.Dictionary(Text, Text)[0, 5]
        from requestedAt in Time
        from deadline in Time
        from commandId in TextOrNull
        from silentSince in Time.Nullable()
        select new PendingCommand(kind, comment, parameters, requestedAt, deadline, commandId) { SilentSince = silentSince };

    private static readonly Gen<SentCommand> Sent =
        from kind in Gen.Enum<CommandKind>()
        from comment in Text
        from requestedAt in Time
        from commandId in TextOrNull
        select new SentCommand(kind, comment, requestedAt, commandId);

    /// <summary>One place of each kind.</summary>
    private static Statement StatementOf(string text, DateTimeOffset at) => new(
        text, ("text", text), ("count", text.Length), ("at", at), ("said", Statement.Quoted(text)), ("all", ImmutableArray.Create(Statement.Quoted(text), new Statement("none"))));

    private static readonly Gen<TimelineEntry> Entry =
        from at in Time
        from phase in Gen.Enum<IncidentPhase>()
        from text in Text
        select new TimelineEntry(at, phase, StatementOf(text, at));

    private static readonly Gen<Asker> AskerGen = Gen.Select(TextOrNull, Gen.Bool).Select((name, isProven) => new Asker(name, isProven));

    private static readonly Gen<AppliedChange> Change =
        from incidentId in Id
        from hash in Hash
        from at in Time
        from reachedBy in Gen.Enum<RecoveryKind>().Nullable()
        select new AppliedChange(incidentId, hash, at) { By = reachedBy };

    private static readonly Gen<Plan> PlanGen =
        from remedy in Gen.Enum<Remedy>()
        from recovery in Gen.Enum<RecoveryKind>()
        from boot in Boot
        from hash in Hash
        from ids in Gen.Int.Array[0, 3]
        from parent in Parent
        from takesBack in OrNullReference(Change)
        select new Plan(remedy, recovery, boot, hash, [.. ids], parent) { TakesBack = takesBack };

    private static readonly Gen<Condition> ConditionGen =
        Gen.Select(Gen.Enum<ConditionKind>(), Gen.Bool.Nullable(), Text).Select((kind, holds, text) => new Condition(kind, holds, Statement.Quoted(text)));

    private static readonly Gen<Finding> FindingGen =
        Gen.Select(Text, Gen.Enum<Confidence>(), Text.Array[0, 3]).Select((text, confidence, seen) => new Finding(text, Statement.Quoted(text), confidence, [.. seen.Select(Statement.Quoted)]));

    private static readonly Gen<DiagnosisResult> DiagnosisGen =
        from verdict in Gen.Enum<Verdict>()
        from text in Text
        from findings in FindingGen.Array[0, 3]
        from conditions in ConditionGen.Array[4]
        from ruledOut in Gen.Select(Text, Gen.Bool).Select((because, rests) => new RuledOutCause(Statement.Quoted(because), new Statement(because), rests ? Statement.Quoted(because) : null)).Array[0, 3]
        from plan in OrNullReference(PlanGen)
        from todo in Text.Array[0, 3]
        select new DiagnosisResult(
            verdict, text, new Reason(text, Statement.Quoted(text)), [.. findings], new RootCause(conditions[0], conditions[1], conditions[2], conditions[3]), [.. ruledOut], plan, [.. todo.Select(Statement.Quoted)]);

    private static readonly Gen<Look> LookGen =
        from text in Text
        from takenAt in Time
        from readAt in Time
        from diagnosis in OrNullReference(DiagnosisGen)
        select new Look(text, takenAt, readAt) { Diagnosis = diagnosis };

    private static readonly Gen<Approval> ApprovalGen = Gen.Select(PlanGen, AskerGen).Select((plan, by) => new Approval(plan, by));

    private static readonly Gen<Attempt> AttemptGen =
        from orderedAt in Time
        from slots in Text.Array[0, 3]
        from didNothing in Gen.Bool
        from told in TextOrNull
        from after in OrNullReference(LookGen)
        from forcedRebootAt in Time.Nullable()
        select new Attempt(orderedAt, [.. slots]) { DidNothing = didNothing, Told = told, After = after, ForcedRebootAt = forcedRebootAt };

    private static readonly Gen<Reason> ReasonGen = Gen.Select(Text, Text).Select((code, text) => new Reason(code, StatementOf(text, DateTimeOffset.UnixEpoch)));

    private static readonly Gen<EarlierEnd> EarlierGen =
        Gen.Select(Gen.Enum<Ending>(), Text, Gen.Int, Time, Gen.Bool).Select((ending, code, count, since, isWitnessed) => new EarlierEnd(ending, code, count, since, isWitnessed));

    private static readonly Gen<Goal> GoalGen = Gen.OneOf<Goal>(
        Gen.Const<Goal>(new Goal.Recover()),
        Gen.Bool.Select(isFromSweep => (Goal)new Goal.Prevent { IsFromSweep = isFromSweep }),
        Gen.Select(Change, OrNullReference(ReasonGen), Gen.Bool).Select((change, because, hasLines) => (Goal)new Goal.Rollback(change) { Because = because, HasLinesWaiting = hasLines }));

    private static readonly Gen<State> StateGen = Gen.OneOf<State>(
        Gen.Select(Pending, Time.Nullable()).Select((command, since) => (State)new State.Inspecting(command) { WaitingSince = since }),
        Time.Select(since => (State)new State.WaitingForSlot(since)),
        Gen.Select(ReasonGen, Time, OrNullReference(AskerGen)).Select((why, expiresAt, approvedBy) => (State)new State.AwaitingApproval(why, expiresAt) { ApprovedBy = approvedBy }),
        Gen.Select(AttemptGen, Pending, Gen.Int).Select((attempt, command, looks) => (State)new State.Remediating(attempt, command, looks)),
        Gen.Select(AttemptGen, Time, Gen.Int).Select((attempt, at, looks) => (State)new State.AwaitingReboot(attempt, at, looks)),
        Gen.Select(Gen.Enum<Ending>(), ReasonGen, Time, Time.Nullable()).Select((ending, why, at, again) => (State)new State.Ended(ending, why, at) { InspectAgainAt = again }));

    public static readonly Gen<Incident> Any =
        from instance in Instance
        from id in Id
        from version in Gen.Long[1, long.MaxValue]
        from openedAt in Time
        from goal in GoalGen
        from mode in Gen.Enum<ResponseMode>()
        from recovery in Gen.Enum<RecoveryKind>()
        from state in StateGen
        from requestedBy in OrNullReference(AskerGen)
        from signals in SignalGen.Array[0, 4]
        from signalCount in Gen.Int
        from lastSignalAt in Time.Nullable()
        from inspectionCount in Gen.Int
        from seen in OrNullReference(LookGen)
        from approval in OrNullReference(ApprovalGen)
        from tried in OrNullReference(AttemptGen)
        from commands in Sent.Array[0, 3]
        from timeline in Entry.Array[0, 4]
        from remediations in Time.Array[0, 3]
        from preventions in Time.Array[0, 3]
        from lastChange in OrNullReference(Change)
        from earlier in OrNullReference(EarlierGen)
        from humanRecordId in TextOrNull
        from showPending in Gen.Bool
        from toldOf in TextOrNull
        select new Incident
        {
            Instance = instance,
            Id = id,
            Version = version,
            OpenedAt = openedAt,
            Goal = goal,
            Mode = mode,
            Recovery = recovery,
            State = state,
            RequestedBy = requestedBy,
            Signals = [.. signals],
            SignalCount = signalCount,
            LastSignalAt = lastSignalAt,
            InspectionCount = inspectionCount,
            Seen = seen,
            Approval = approval,
            Tried = tried,
            Commands = [.. commands],
            Timeline = [.. timeline],
            RemediationsStarted = [.. remediations],
            PreventionsStarted = [.. preventions],
            LastChange = lastChange,
            PutBack = lastChange?.HashBefore,
            Earlier = earlier,
            HumanRecordId = humanRecordId,
            ShowPending = showPending,
            ToldOf = toldOf,
        };

    private static Gen<T?> OrNullReference<T>(Gen<T> gen)
        where T : class =>
        Gen.Select(Gen.Int[0, 4], gen).Select((dice, value) => dice == 0 ? null : value);
}
