using MutexResponder.Incidents;
using MutexResponder.Reporting.Sections;

namespace MutexResponder.Reporting.Wording;

/// <summary>All words of a report in one language.</summary>
internal interface IReportWords
{
    /// <summary>BCP 47, for the page's <c>lang</c>.</summary>
    string LanguageTag { get; }

    string Title(string instance);

    string Colon { get; }

    string WhatHappened { get; }

    string Environment { get; }

    string Cause { get; }

    string WhatWasDone { get; }

    string BeforeAndAfter { get; }

    string Checks { get; }

    string TimeToRecovery { get; }

    string WhatRemains { get; }

    string HowToUndo { get; }

    string IncidentId { get; }

    string Instance { get; }

    string Status { get; }

    string ReasonCode { get; }

    string Recorded { get; }

    string Mode { get; }

    string Recovery { get; }

    string ApprovedBy { get; }

    string NobodyAsked { get; }

    string HumanRecord { get; }

    string Opened { get; }

    string Closed { get; }

    string StillOpen { get; }

    string FirstSignal { get; }

    string LastSignal { get; }

    string SignalCount { get; }

    /// <summary>How many lines were counted and how many of them are kept.</summary>
    string Lines(int count, int kept);

    string Codes { get; }

    string SiteDown { get; }

    /// <summary>From the failure to the start of the Apache that answers.</summary>
    string DownFor(string duration);

    /// <summary>The same, where only the proof's time is known.</summary>
    string DownAtMost(string duration);

    string DownNoEnd { get; }

    /// <summary>It answers again, but the times of the record do not give a duration.</summary>
    string DownNoLength { get; }

    string NotDown { get; }

    string DownUnknown { get; }

    string FailedAt { get; }

    string StartedAgainAt { get; }

    string AnsweredAt { get; }

    string ForwardedLines { get; }

    string ErrorLog { get; }

    string NoEvidence { get; }

    string TakenAt { get; }

    string HostName { get; }

    string OperatingSystem { get; }

    string Kernel { get; }

    string Apache { get; }

    string AprDefault { get; }

    string AcceptMutex { get; }

    string ListenCount { get; }

    string ApacheUser { get; }

    string Uid { get; }

    string ConfigRoot { get; }

    string BootId { get; }

    string Directives { get; }

    string Unknown { get; }

    string Conditions { get; }

    string Condition(ConditionKind kind);

    string Holds(bool? holds);

    /// <summary>What the four conditions prove together.</summary>
    string ConditionsTogether(ReportCause cause);

    string Evidence { get; }

    string Findings { get; }

    string RuledOut { get; }

    string CauseName(CauseKind kind);

    string Because(RulingOut because);

    string Plan { get; }

    string PlanNotSent { get; }

    /// <summary>Stands in the story where the whole plan stood.</summary>
    string SeePlan { get; }

    string Story { get; }

    string Results { get; }

    string NothingChanged { get; }

    string Before { get; }

    string After { get; }

    string OnlyBefore { get; }

    /// <summary>What the comparison shows, in a sentence.</summary>
    string Difference(ReportComparison comparison);

    string Fate(RowFate fate);

    string NoRows { get; }

    string NoChecks { get; }

    string Passed(bool? passed);

    string ChecksPassed(int passed, int all);

    string StageName(Stage stage);

    string WhyUnknown(TimeUnknown unknown);

    /// <summary>The heads of the table of stages.</summary>
    string StageHead { get; }

    string TimeHead { get; }

    /// <summary>In place of a wait that there was none of.</summary>
    string NoWait { get; }

    string Total { get; }

    string ClockNote { get; }

    string StoryCut { get; }

    string Responder { get; }

    string Site { get; }

    string TimelinePicture { get; }

    /// <summary>The state of the site, in a word.</summary>
    string Down { get; }

    string Up { get; }

    string NothingRemains { get; }

    string ToApprove { get; }

    string ToReject { get; }

    string GoodUntil { get; }

    string ToInspect { get; }

    string ToRemediate { get; }

    string ToSweep { get; }

    string UndoState(ChangeState state);

    string UndoWarning { get; }

    string Backup { get; }

    string UndoRequest { get; }

    string UndoByHand { get; }

    string Facts { get; }

    string MadeFromRecord { get; }

    string Phase(IncidentPhase phase);

    string ModeName(ResponseMode mode);

    string RecoveryName(RecoveryKind recovery);

    /// <summary>Null for a code that is not known here; then the recorded sentence has to do.</summary>
    ReasonWords? Reason(string code);

    /// <summary>A sentence of the core in this language; as it is where it is not known here.</summary>
    string Say(string sentence);

    string Duration(TimeSpan duration);
}
