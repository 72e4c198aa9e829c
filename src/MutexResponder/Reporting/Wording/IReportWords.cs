using MutexResponder.Incidents;
using MutexResponder.Reporting.Sections;

namespace MutexResponder.Reporting.Wording;

/// <summary>All words of a report in one language.</summary>
internal interface IReportWords
{
    /// <summary>BCP 47, for the page's <c>lang</c>.</summary>
    string LanguageTag { get; }

    string Title(IncidentGoal goal, string instance);

    string Colon { get; }

    string WhatHappened { get; }

    string Environment { get; }

    string Cause(IncidentGoal goal);

    /// <summary>Of a rollback: that the diagnosis is of the moment before it.</summary>
    string DiagnosedBefore { get; }

    string WhatWasDone { get; }

    string BeforeAndAfter(IncidentGoal goal);

    string Checks(IncidentGoal goal);

    string TimeToRecovery { get; }

    string WhatRemains { get; }

    /// <summary>How to undo it; after a rollback, what can be done now.</summary>
    string HowToUndo(IncidentGoal goal);

    string IncidentId { get; }

    string Instance { get; }

    string ReasonCode { get; }

    string Recorded { get; }

    string Mode { get; }

    string Recovery { get; }

    string ApprovedBy(IncidentGoal goal);

    /// <summary>Of a rollback: the incident whose change it takes back.</summary>
    string ChangeOf { get; }

    string NobodyAsked { get; }

    /// <summary>In the place of whoever approved, while a plan waits.</summary>
    string NotAnsweredYet { get; }

    /// <param name="name">A name that only the request itself gave.</param>
    string Claimed(string name);

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

    /// <summary>The heads of the three sentences that a reader needs first.</summary>
    string SiteHead { get; }

    string DoneHead { get; }

    string NowHead { get; }

    /// <summary>Sentences one after the other; empty ones are left out.</summary>
    string Sentences(params ReadOnlySpan<string> sentences);

    /// <summary>Whether the site answered when it was last looked at.</summary>
    string SiteNow(SiteState state, string since, string time);

    /// <summary>The same in two or three words, for a title.</summary>
    string SiteInShort(SiteState state);

    /// <summary>What was done to the instance, in a sentence.</summary>
    string Done(ChangeState state, RecoveryKind recovery);

    /// <summary>What to do now where the reason says nothing of it.</summary>
    string Now(IncidentPhase phase, SiteState site);

    string SiteDown { get; }

    /// <summary>From the failure to the start of the Apache that answers.</summary>
    string DownFor(string duration);

    /// <summary>The same, where only the proof's time is known.</summary>
    string DownAtMost(string duration);

    string DownNoEnd { get; }

    /// <summary>It answers again, but the times of the record do not give a duration.</summary>
    string DownNoLength { get; }

    string NotDown { get; }

    /// <summary>The site answered before a rollback and after it.</summary>
    string AwayForRollback { get; }

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

    string Findings { get; }

    string RuledOut { get; }

    string CauseName(CauseKind kind);

    string Because(RulingOut because);

    string Plan { get; }

    string PlanNotSent { get; }

    /// <summary>Stands in the story where the whole plan stood.</summary>
    string SeePlan { get; }

    string Story { get; }

    string Commands { get; }

    string CommandName(CommandKind kind);

    /// <summary>In place of the id of a command.</summary>
    string NotConfirmed { get; }

    string Results { get; }

    string Before(IncidentGoal goal);

    string After(IncidentGoal goal);

    string OnlyBefore { get; }

    /// <summary>What the comparison shows, in a sentence.</summary>
    string Difference(IncidentGoal goal, ReportComparison comparison);

    string Fate(RowFate fate);

    string NoRows { get; }

    string NoChecks(IncidentGoal goal);

    string Passed(bool? passed);

    string ChecksPassed(int passed, int all);

    string StageName(Stage stage);

    string WhyUnknown(TimeUnknown unknown);

    /// <summary>The heads of the table of stages.</summary>
    string StageHead { get; }

    string TimeHead { get; }

    /// <summary>In place of a wait that there was none of.</summary>
    string NoWait { get; }

    string Total(IncidentGoal goal);

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

    string ToRollBack { get; }

    string ToSweep { get; }

    string UndoState(ChangeState state);

    string UndoWarning(ChangeState state);

    string Backup(ChangeState state);

    string UndoRequest(ChangeState state);

    string UndoByHand(ChangeState state);

    string MadeFromRecord { get; }

    string Phase(IncidentPhase phase, IncidentGoal goal);

    string ModeName(ResponseMode mode);

    string RecoveryName(RecoveryKind recovery);

    /// <summary>Null for a code that is not known here; then the recorded sentence has to do.</summary>
    ReasonWords? Reason(string code, IncidentGoal goal);

    /// <summary>A sentence of the core in this language; as it is where it is not known here.</summary>
    string Say(string sentence);

    string Duration(TimeSpan duration);
}
