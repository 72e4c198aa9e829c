using CsCheck;
using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Remediation;

namespace MutexResponder.Tests.Incidents;

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
        select new PendingCommand(kind, comment, parameters, requestedAt, deadline, commandId);

    private static readonly Gen<SentCommand> Sent =
        from kind in Gen.Enum<CommandKind>()
        from comment in Text
        from requestedAt in Time
        from commandId in TextOrNull
        select new SentCommand(kind, comment, requestedAt, commandId);

    private static readonly Gen<TimelineEntry> Entry =
        from at in Time
        from phase in Gen.Enum<IncidentPhase>()
        from text in Text
        select new TimelineEntry(at, phase, text);

    private static readonly Gen<Asker> AskerGen = Gen.Select(TextOrNull, Gen.Bool).Select((name, isProven) => new Asker(name, isProven));

    private static readonly Gen<PlanDigest> Digest = Gen.Char["0123456789abcdef"].Array[PlanDigest.Length].Select(digits => new PlanDigest(new string(digits)));

    private static readonly Gen<Plan> PlanGen =
        from remedy in Gen.Enum<Remedy>()
        from recovery in Gen.Enum<RecoveryKind>()
        from boot in Text
        from hash in Text
        from ids in Gen.Int.Array[0, 3]
        from parent in Text
        select new Plan(remedy, recovery, boot, hash, [.. ids], parent);

    private static readonly Gen<AppliedChange> Change =
        from incidentId in Text
        from hash in Text
        from at in Time
        select new AppliedChange(incidentId, hash, at);

    public static readonly Gen<Incident> Any =
        from instance in Instance
        from id in Text
        from version in Gen.Long[1, long.MaxValue]
        from phase in Gen.Enum<IncidentPhase>()
        from mode in Gen.Enum<ResponseMode>()
        from recovery in Gen.Enum<RecoveryKind>()
        from openedAt in Time
        from closedAt in Time.Nullable()
        from signals in SignalGen.Array[0, 4]
        from signalCount in Gen.Int
        from pending in OrNullReference(Pending)
        from before in TextOrNull
        from after in TextOrNull
        from changeLog in TextOrNull
        from reasonCode in TextOrNull
        from reason in TextOrNull
        from inspectionCount in Gen.Int
        from remediations in Time.Array[0, 3]
        from inspectAgainAt in Time.Nullable()
        from approvedBy in OrNullReference(AskerGen)
        from requestedBy in OrNullReference(AskerGen)
        from approvedPlan in Digest.Nullable()
        from proposal in OrNullReference(PlanGen)
        from heldSlots in Text.Array[0, 3]
        from timeline in Entry.Array[0, 4]
        from evidenceTakenAt in Time.Nullable()
        from inspectedAt in Time.Nullable()
        from verificationCount in Gen.Int
        from waitingSince in Time.Nullable()
        from approvalExpiresAt in Time.Nullable()
        from humanRecordId in TextOrNull
        from showPending in Gen.Bool
        from plan in Text.Array[0, 3]
        from goal in Gen.Enum<IncidentGoal>()
        from lastChange in OrNullReference(Change)
        from commands in Sent.Array[0, 3]
        from takesBack in OrNullReference(Change)
        from rollbackStartedAt in Time.Nullable()
        from forcedRebootAt in Time.Nullable()
        from verifyAt in Time.Nullable()
        from lastSignalAt in Time.Nullable()
        select new Incident
        {
            Instance = instance,
            Id = id,
            Version = version,
            Phase = phase,
            Mode = mode,
            Recovery = recovery,
            OpenedAt = openedAt,
            ClosedAt = closedAt,
            Signals = [.. signals],
            SignalCount = signalCount,
            Pending = pending,
            EvidenceBefore = before,
            EvidenceAfter = after,
            ChangeLog = changeLog,
            ReasonCode = reasonCode,
            Reason = reason,
            InspectionCount = inspectionCount,
            RemediationsStarted = [.. remediations],
            InspectAgainAt = inspectAgainAt,
            ApprovedBy = approvedBy,
            RequestedBy = requestedBy,
            ApprovedPlan = approvedPlan,
            Proposal = proposal,
            HeldSlots = [.. heldSlots],
            EvidenceTakenAt = evidenceTakenAt,
            InspectedAt = inspectedAt,
            VerificationCount = verificationCount,
            WaitingForSlotSince = waitingSince,
            ApprovalExpiresAt = approvalExpiresAt,
            HumanRecordId = humanRecordId,
            ShowPending = showPending,
            Plan = [.. plan],
            Goal = goal,
            LastChange = lastChange,
            Commands = [.. commands],
            TakesBack = takesBack,
            RollbackStartedAt = rollbackStartedAt,
            ForcedRebootAt = forcedRebootAt,
            VerifyAt = verifyAt,
            LastSignalAt = lastSignalAt,
            Timeline = [.. timeline],
        };

    private static Gen<T?> OrNullReference<T>(Gen<T> gen)
        where T : class =>
        Gen.Select(Gen.Int[0, 4], gen).Select((dice, value) => dice == 0 ? null : value);
}
