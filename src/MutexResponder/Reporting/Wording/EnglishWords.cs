using System.Globalization;
using MutexResponder.Incidents;
using MutexResponder.Reporting.Sections;

namespace MutexResponder.Reporting.Wording;

/// <summary>English. The core's sentences are in it already.</summary>
internal sealed class EnglishWords : IReportWords
{
    public string LanguageTag => "en";
    public string Title(string instance) => $"Incident report: Apache's accept mutex on {instance}";
    public string Colon => ": ";
    public string WhatHappened => "What happened";
    public string Environment => "Environment";
    public string Cause => "Cause";
    public string WhatWasDone => "What was done";
    public string BeforeAndAfter => "Before and after";
    public string Checks => "Proof of recovery";
    public string TimeToRecovery => "Where the time went";
    public string WhatRemains => "What remains to do";
    public string HowToUndo => "How to undo it";
    public string IncidentId => "Incident";
    public string Instance => "Instance";
    public string Status => "Status";
    public string ReasonCode => "Reason";
    public string Recorded => "Recorded";
    public string Mode => "Mode";
    public string Recovery => "Recovery";
    public string ApprovedBy => "Approved by";
    public string NobodyAsked => "nobody was asked";
    public string HumanRecord => "OpsItem";
    public string Opened => "Opened";
    public string Closed => "Closed";
    public string StillOpen => "still open";
    public string FirstSignal => "First line";
    public string LastSignal => "Last line";
    public string SignalCount => "Lines";
    public string Lines(int count, int kept) => count == kept ? $"{count}" : $"{count}, of which {kept} are kept";
    public string Codes => "Codes";
    public string SiteDown => "Site down";
    public string DownFor(string duration) => $"The site was down for {duration}, from the first failure to the start of the Apache that answers.";
    public string DownAtMost(string duration) => $"The site was down for at most {duration}, from the first failure to the proof that every port answers.";
    public string DownNoEnd => "The site was down when it was inspected, and the record does not prove that it came back.";
    public string DownNoLength => "The site was down when it was inspected and answers again; the recorded times do not say for how long it was down.";
    public string NotDown => "The site answered when it was inspected.";
    public string DownUnknown => "The record does not say whether the site was down.";
    public string FailedAt => "First failure";
    public string StartedAgainAt => "Apache started again";
    public string AnsweredAt => "Every port answers";
    public string ForwardedLines => "Lines that the log delivered";
    public string ErrorLog => "The machine's own error log";
    public string NoEvidence => "No inspection gave usable evidence, so nothing can be said here.";
    public string TakenAt => "Inspected";
    public string HostName => "Host name";
    public string OperatingSystem => "Operating system";
    public string Kernel => "Kernel";
    public string Apache => "Apache";
    public string AprDefault => "APR's default mechanism";
    public string AcceptMutex => "Accept mutex on disk";
    public string ListenCount => "Listen directives";
    public string ApacheUser => "Apache's user";
    public string Uid => "uid";
    public string ConfigRoot => "Configuration";
    public string BootId => "Boot id";
    public string Directives => "Directives that decide";
    public string Unknown => "unknown";
    public string Conditions => "The four conditions of the root cause";

    public string Condition(ConditionKind kind) => kind switch
    {
        ConditionKind.RemoveIpc => "systemd-logind removes a user's IPC objects at the last logout (RemoveIPC)",
        ConditionKind.OrdinaryUser => "Apache's user is no system user (uid above 999)",
        ConditionKind.SysVMechanism => "Apache's mutexes are System V semaphores",
        _ => "A session of a user ended shortly before the first line",
    };

    public string Holds(bool? holds) => holds switch { true => "holds", false => "does not hold", _ => "unknown" };

    public string ConditionsTogether(ReportCause cause) => cause switch
    {
        { IsAboutRemoval: true, IsProven: true } => "All four hold: systemd-logind removed the semaphores when the user logged out.",
        { IsAboutRemoval: true } => $"{cause.HoldingCount} of 4 hold: the record does not prove that it was systemd-logind.",
        _ => $"{cause.HoldingCount} of 4 hold.",
    };

    public string Evidence => "Evidence";
    public string Findings => "Findings";
    public string RuledOut => "Ruled out before";

    public string CauseName(CauseKind kind) => kind switch
    {
        CauseKind.ApacheNotFound => "No Apache, or only in a container",
        CauseKind.EvidenceIncomplete => "Too little evidence",
        CauseKind.ConfigurationBroken => "Broken configuration",
        CauseKind.LockTrouble => "Lock file or kernel support",
        CauseKind.SemaphoresExhausted => "Semaphores exhausted",
        CauseKind.SemaphoresRemoved => "Semaphores removed",
        _ => "Nothing wrong with the site",
    };

    public string Because(RulingOut because) => because switch
    {
        RulingOut.ApacheIsInstalled => "Apache is installed on the machine itself.",
        RulingOut.EvidenceIsComplete => "Everything that the diagnosis rests on was read.",
        RulingOut.ConfigurationTestPasses => "The configuration test passes.",
        RulingOut.SiteAnswers => "Every port answers.",
        RulingOut.ParentIsAlive => "Apache's parent process is alive.",
        RulingOut.ParentIsDead => "Apache's parent process is dead.",
        RulingOut.PortIsSilent => "Not every port is known to answer.",
        RulingOut.NewestFailureIsAnother => "The newest failure in the log is of another kind.",
        RulingOut.NoSuchLine => "Apache has logged no such failure since it started.",
        RulingOut.NothingCorroborates => "The log could not be read, and nothing else on the machine bears it out.",
        RulingOut.NoSysVSemaphores => "The configuration does not use System V semaphores.",
        RulingOut.NoAcceptMutex => "This server makes no accept mutex.",
        _ => "Apache was stopped in order after the failure.",
    };

    public string Plan => "The plan";
    public string PlanNotSent => "The plan was not sent to the instance.";
    public string SeePlan => "see the plan below.";
    public string Story => "Timeline";
    public string Results => "What the instance answered";
    public string NothingChanged => "Nothing was changed on the instance.";
    public string Before => "Before";
    public string After => "After";
    public string OnlyBefore => "There is no listing of after a change.";

    public string Difference(ReportComparison comparison) => comparison switch
    {
        { AfterAt: null } => OnlyBefore,
        { GoneCount: 0, NewCount: 0, ApacheArraysBefore: 0, ApacheArraysAfter: 0 } =>
            "No row differs. Apache's semaphores had been removed before the inspection, and the Apache that runs now has made none: that is the proof.",
        { GoneCount: 0, NewCount: 0 } => "No row differs.",
        _ => $"Rows gone: {comparison.GoneCount}. Rows new: {comparison.NewCount}.",
    };

    public string Fate(RowFate fate) => fate switch { RowFate.Gone => "gone", RowFate.New => "new", _ => "" };
    public string NoRows => "none";
    public string NoChecks => "No recovery was verified: there is no evidence of after a change.";
    public string Passed(bool? passed) => passed switch { true => "passed", false => "failed", _ => "unknown" };
    public string ChecksPassed(int passed, int all) => $"{passed} of {all} passed";

    public string StageName(Stage stage) => stage switch
    {
        Stage.Detect => "Detect",
        Stage.Inspect => "Inspect",
        Stage.Decide => "Decide",
        Stage.Wait => "Wait",
        Stage.Change => "Change",
        _ => "Verify",
    };

    public string WhyUnknown(TimeUnknown unknown) => unknown switch
    {
        TimeUnknown.NotReached => "not reached",
        TimeUnknown.NoSignal => "opened by hand",
        TimeUnknown.ClocksDisagree => "unknown: the two clocks disagree",
        TimeUnknown.StillGoingOn => "still going on",
        _ => "",
    };

    public string StageHead => "Stage";
    public string TimeHead => "Time";
    public string NoWait => "none";
    public string Total => "First line to end";
    public string ClockNote => "The log's lines and the evidence carry the instance's clock, everything else the function's.";
    public string StoryCut => "The record dropped some lines of a long timeline; neighbouring stages may be joined.";
    public string Responder => "Responder";
    public string Site => "Site";
    public string TimelinePicture => "When the site was down and what the responder did meanwhile";
    public string Down => "down";
    public string Up => "answers";
    public string NothingRemains => "Nothing that the record knows of.";
    public string ToApprove => "Approve the plan";
    public string ToReject => "Or reject it";
    public string GoodUntil => "The plan is good until";
    public string ToInspect => "Look at the instance once more";
    public string ToRemediate => "Look once more and remediate, as the mode allows";
    public string ToSweep => "Other instances may be exposed in the same way; list them";

    public string UndoState(ChangeState state) => state switch
    {
        ChangeState.Untouched => "Nothing was changed on the instance, so there is nothing to undo.",
        ChangeState.Changed => "The instance says that its configuration was changed.",
        ChangeState.AlreadyRight => "The configuration was right already and was left as it is; there is nothing to undo.",
        ChangeState.PutBack => "The change had no effect and was put back by the instance itself; there is nothing to undo.",
        ChangeState.HalfChanged => "The change failed and could not be put back. Put the files back from the backup.",
        _ => "The instance did not say what it changed. Look at the backup's manifest before doing anything.",
    };

    public string UndoWarning => "With the old configuration the next logout of Apache's user can bring the outage back. A restart or reboot cannot be undone.";
    public string Backup => "Backup on the instance";
    public string UndoRequest => "Request to the responder";
    public string UndoByHand => "Or by hand on the instance";
    public string Facts => "At a glance";
    public string MadeFromRecord => "Written by the Accept-Mutex Responder from the incident's record alone.";

    public string Phase(IncidentPhase phase) => phase switch
    {
        IncidentPhase.Inspecting => "Inspecting",
        IncidentPhase.AwaitingApproval => "Waiting for approval",
        IncidentPhase.Remediating => "Remediating",
        IncidentPhase.Resolved => "Recovered",
        IncidentPhase.NoAction => "No action",
        _ => "Needs a person",
    };

    public string ModeName(ResponseMode mode) => mode switch
    {
        ResponseMode.Observe => "Observe (changes nothing)",
        ResponseMode.Approve => "Approve (a person decides)",
        _ => "Remediate (by itself, within the limits)",
    };

    public string RecoveryName(RecoveryKind recovery) => recovery == RecoveryKind.Restart ? "restart of Apache" : "reboot of the instance";

    public ReasonWords? Reason(string code) => EnglishReasons.Find(code);

    public string Say(string sentence) => sentence;

    public string Duration(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
        {
            return duration == TimeSpan.Zero ? "0 s" : "under 1 s";
        }

        long seconds = (long)duration.TotalSeconds;
        return seconds switch
        {
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min {seconds % 60} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600} h {seconds / 60 % 60} min"),
        };
    }
}
