using System.Globalization;
using MutexResponder.Incidents;
using MutexResponder.Reporting.Sections;

namespace MutexResponder.Reporting.Wording;

/// <summary>English. The core's sentences are in it already.</summary>
internal sealed class EnglishWords : IReportWords
{
    public string LanguageTag => "en";
    public string Title(IncidentGoal goal, string instance) => goal == IncidentGoal.Rollback ? $"Rollback report: Apache's accept mutex on {instance}" : $"Incident report: Apache's accept mutex on {instance}";
    public string Colon => ": ";
    public string WhatHappened => "What happened";
    public string Environment => "Environment";
    public string Cause(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "State before the rollback" : "Cause";
    public string DiagnosedBefore => "This is what the inspection right before the rollback found, not the state after it. What the site is exposed to now stands under “What remains to do”.";
    public string WhatWasDone => "What was done";
    public string BeforeAndAfter(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "Before and after the rollback" : "Before and after";
    public string Checks(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "Proof of the rollback" : "Proof of recovery";
    public string TimeToRecovery => "Where the time went";
    public string WhatRemains => "What remains to do";
    public string HowToUndo(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "What can be done now" : "How to undo it";
    public string IncidentId => "Incident";
    public string Instance => "Instance";
    public string ReasonCode => "Reason";
    public string Recorded => "Recorded";
    public string Mode => "Mode";
    public string Recovery => "Recovery";
    public string ApprovedBy(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "Asked for by" : "Approved by";
    public string ChangeOf => "Change of incident";
    public string NobodyAsked => "nobody was asked";
    public string NotAnsweredYet => "not answered yet";

    public string Claimed(string name) => $"{name} (as the request says; not proven)";
    public string HumanRecord => "OpsItem";
    public string Opened => "Opened";
    public string Closed => "Closed";
    public string StillOpen => "still open";
    public string FirstSignal => "First line";
    public string LastSignal => "Last line";
    public string SignalCount => "Lines";
    public string Lines(int count, int kept) => count == kept ? $"{count}" : $"{count}, of which {kept} are kept";
    public string Codes => "Codes";
    public string SiteHead => "The site";
    public string DoneHead => "Done";
    public string NowHead => "Do now";

    public string Sentences(params ReadOnlySpan<string> sentences) => string.Join(' ', sentences.ToArray().Where(sentence => sentence.Length > 0));

    public string SiteNow(SiteState state, string since, string time) => state switch
    {
        SiteState.Answers => $"Up. Every port answered at {time}.",
        SiteState.Down => $"{DownSince(since)} Apache was not running at {time}.",
        SiteState.PortIsSilent => $"{DownSince(since)} Not every port answered at {time}.",
        SiteState.NotLookedAtSince => $"Not known. It was last looked at {time}, before the command was sent.",
        SiteState.AnsweredBeforeNewerLine => $"Perhaps down. Every port answered at {time}, but a newer line reports a failure.",
        _ => "Not known: try it.",
    };

    public string SiteInShort(SiteState state) => state switch
    {
        SiteState.Answers => "site up",
        SiteState.Down or SiteState.PortIsSilent => "site down",
        _ => "site state unknown",
    };

    private static string DownSince(string since) => since.Length > 0 ? $"Down since {since}." : "Down.";

    public string Done(ChangeState state, RecoveryKind recovery) => state switch
    {
        ChangeState.Untouched or ChangeState.NotTakenBack => "Nothing was changed on the instance.",
        ChangeState.Changed => $"The mutex was changed to a file lock, then {ToldTo(recovery)}.",
        ChangeState.AlreadyRight => $"The configuration was right and was left as it is; {ToldTo(recovery)}.",
        ChangeState.PutBack => "The configuration was changed, without effect, and put back.",
        ChangeState.HalfChanged => "The configuration was changed, and neither the change nor putting it back succeeded.",
        ChangeState.UnderWay => "The command was sent and is running.",
        ChangeState.TakenBack => $"The change was taken back: Apache's mutex is what it was before the fix. Then {ToldTo(recovery)}.",
        ChangeState.AlreadyAsBefore => "Nothing: the configuration was already what it was before the fix.",
        ChangeState.HalfTakenBack => "Taking the change back failed half-way; the configuration may be neither the old one nor the new one.",
        _ => "A command was sent; what it did on the instance is not known.",
    };

    public string Now(IncidentPhase phase, SiteState site) => (phase, site) switch
    {
        (IncidentPhase.Inspecting or IncidentPhase.Remediating, _) => "Nothing. The responder continues on its own.",
        (_, SiteState.Down or SiteState.PortIsSilent) => "Start the site by hand, or ask for a remediation: the responder does nothing more by itself.",
        (_, SiteState.AnsweredBeforeNewerLine) => "Try the site: the failure may have come back.",
        (_, SiteState.Unknown or SiteState.NotLookedAtSince) => "Try the site by hand.",
        _ => "Nothing urgent; see “What remains to do”.",
    };

    public string SiteDown => "Site down";
    public string DownFor(string duration) => $"The site was down for {duration}, from the first failure to the start of the Apache that answers.";
    public string DownAtMost(string duration) => $"The site was down for at most {duration}, from the first failure to the proof that every port answers.";
    public string DownNoEnd => "The site was down when it was inspected, and the record does not prove that it came back.";
    public string DownNoLength => "The site was down when it was inspected and answers again; the recorded times do not say for how long it was down.";
    public string NotDown => "The site answered when it was inspected.";
    public string AwayForRollback => "The site answered before the rollback and answers after it. It was away in between, for how long is not recorded.";
    public string DownUnknown => "The record does not say whether the site was down.";
    public string FailedAt => "First failure";
    public string StartedAgainAt => "Apache started again";
    public string AnsweredAt => "Every port answers";
    public string ForwardedLines => "Lines that the log delivered";
    public string ErrorLog => "The machine's own error log";
    public string NoEvidence => "No inspection returned usable output, so nothing can be said here.";
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
        { HoldingCount: 4 } => "All four hold.",
        _ => $"{cause.HoldingCount} of 4 hold.",
    };

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
        CauseKind.SiteHealthy => "Nothing wrong with the site",
        CauseKind.StoppedOnPurpose => "Stopped on purpose",
        CauseKind.LockDirectoryMissing => "Lock directory missing",
        _ => "Down for another reason",
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
        RulingOut.NothingCorroborates => "The log could not be read, and nothing else on the machine supports the log line.",
        RulingOut.NoSysVSemaphores => "The configuration does not use System V semaphores.",
        RulingOut.NoAcceptMutex => "This server makes no accept mutex.",
        RulingOut.LoggedBeforeBoot => "The failure was logged before the machine last started, and no semaphore outlives that.",
        RulingOut.LimitNotReached => "The kernel still grants semaphores, and dead Apache processes left none behind.",
        RulingOut.SemaphoresNotRead => "The table of semaphores was not read whole.",
        RulingOut.ParentDidNotGiveUp => "The parent process ended in order: no pid file and no child of it is left.",
        RulingOut.NoOrderlyStop => "The log has no orderly stop since Apache last started.",
        RulingOut.NoLockFiles => "By the configuration the mutexes are no files.",
        RulingOut.LockDirectoryIsThere => "The lock directory is not known to be missing.",
        _ => "Apache was stopped in order and not started again.",
    };

    public string Plan => "The plan";
    public string PlanNotSent => "This plan was not carried out.";
    public string SeePlan => "see below.";
    public string Story => "Timeline";
    public string Commands => "Commands, by their ids in SSM";
    public string CommandName(CommandKind kind) => kind switch { CommandKind.Inspect => "inspect", CommandKind.Remediate => "remediate", _ => "roll back" };
    public string NotConfirmed => "SSM did not confirm that it was sent";
    public string Results => "What the instance answered";
    public string Before(IncidentGoal goal) => "Before";
    public string After(IncidentGoal goal) => "After";
    public string OnlyBefore => "There is no listing of after a change.";

    public string Difference(IncidentGoal goal, ReportComparison comparison) => comparison switch
    {
        { AfterAt: null } => OnlyBefore,
        _ when goal == IncidentGoal.Rollback => DifferenceOfRollback(comparison),
        { GoneCount: 0, NewCount: 0, ApacheArraysBefore: 0, ApacheArraysAfter: 0 } =>
            "No row differs. Apache's semaphores had been removed before the inspection, and the Apache that runs now has made none: that is the proof.",
        { GoneCount: 0, NewCount: 0 } => "No row differs.",
        _ => $"Rows gone: {comparison.GoneCount}. Rows new: {comparison.NewCount}.",
    };

    private static string DifferenceOfRollback(ReportComparison comparison) =>
        (comparison.GoneCount + comparison.NewCount == 0 ? "No row differs." : $"Rows gone: {comparison.GoneCount}. Rows new: {comparison.NewCount}.")
        + (comparison.ApacheArraysAfter is { } arrays and > 0
            ? $" Apache's semaphores after the rollback: {arrays}. That is expected: with the old configuration Apache makes them again, and a logout can remove them again."
            : "");

    public string Fate(RowFate fate) => fate switch { RowFate.Gone => "gone", RowFate.New => "new", _ => "" };
    public string NoRows => "none";
    public string NoChecks(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "No rollback was verified: there is no evidence of after one." : "No recovery was verified: there is no evidence of after a change.";
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
    public string Total(IncidentGoal goal) => goal == IncidentGoal.Rollback ? "Request to end" : "First line to end";
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
    public string GoodUntil => "Answer by";
    public string ToInspect => "Look at the instance once more";
    public string ToRemediate => "Look once more and remediate, as the mode allows";
    public string ToRollBack => "Look once more and take the change back";
    public string ToSweep => "Other instances may be exposed in the same way; list them";

    public string UndoState(ChangeState state) => state switch
    {
        ChangeState.Untouched => "Nothing was changed on the instance, so there is nothing to undo.",
        ChangeState.Changed => "The instance says that its configuration was changed.",
        ChangeState.AlreadyRight => "The configuration was right already and was left as it is; there is nothing to undo.",
        ChangeState.PutBack => "The change had no effect and was put back by the instance itself; there is nothing to undo.",
        ChangeState.HalfChanged => "The change failed and could not be put back. Put the files back from the backup.",
        ChangeState.UnderWay => "The command was sent and is running: wait for its end before doing anything.",
        ChangeState.TakenBack => "The configuration is again what it was before the fix: the site is again exposed to the outage.",
        ChangeState.AlreadyAsBefore => "The configuration is what it was before the fix, and was so before the rollback was asked for: the site is exposed to the outage.",
        ChangeState.NotTakenBack => "The rollback changed nothing: the configuration is as it was when it was asked for.",
        ChangeState.HalfTakenBack => "The rollback failed half-way. The manifests name the files: those of before the fix lie in the backup, those of the fix in undo/ below it.",
        ChangeState.RollbackUnknown => "Nothing proves what became of the configuration. Compare it with both backups before doing anything: that of before the fix, and that of the fix in undo/ below it.",
        _ => "The instance did not say what it changed. Look at the backup's manifest before doing anything.",
    };

    public string UndoWarning(ChangeState state) => state is ChangeState.TakenBack or ChangeState.AlreadyAsBefore
        ? "When the last session of Apache's user ends, the outage can come back. Bring the fix back before that: while the site answers, neither the responder nor a request to it changes anything."
        : "With the old configuration the outage can come back when the last session of Apache's user ends. A restart or reboot cannot be undone.";
    public string Backup(ChangeState state) =>
        state == ChangeState.TakenBack ? "The fix's files, kept on the instance" : "Backup on the instance";
    public string UndoRequest(ChangeState state) =>
        state is ChangeState.TakenBack or ChangeState.AlreadyAsBefore ? "If this takes the site down again, this request recovers it and brings the fix back" : "Request to the responder";
    public string UndoByHand(ChangeState state) => state switch
    {
        ChangeState.TakenBack or ChangeState.AlreadyAsBefore => "To bring the fix back while the site answers, by hand on the instance (a reload is enough)",
        ChangeState.NotTakenBack => "To take the change back by hand on the instance",
        ChangeState.HalfTakenBack or ChangeState.RollbackUnknown => "To look, on the instance",
        _ => "Or by hand on the instance",
    };
    public string MadeFromRecord => "Written by the Accept-Mutex Responder from the incident's record alone.";

    public string Phase(IncidentPhase phase, IncidentGoal goal) => (phase, goal) switch
    {
        (IncidentPhase.Remediating, IncidentGoal.Rollback) => "Rolling back",
        (IncidentPhase.Resolved, IncidentGoal.Rollback) => "Rolled back",
        (IncidentPhase.Inspecting, _) => "Inspecting",
        (IncidentPhase.AwaitingApproval, _) => "Waiting for approval",
        (IncidentPhase.Remediating, _) => "Remediating",
        (IncidentPhase.Resolved, _) => "Recovered",
        (IncidentPhase.NoAction, _) => "No action",
        _ => "Needs a person",
    };

    public string ModeName(ResponseMode mode) => mode switch
    {
        ResponseMode.Observe => "Observe (changes nothing)",
        ResponseMode.Approve => "Approve (a person decides)",
        _ => "Remediate (by itself, within the limits)",
    };

    private static string ToldTo(RecoveryKind recovery) => recovery switch
    {
        RecoveryKind.Restart => "Apache was told to restart",
        RecoveryKind.Reload => "Apache was told to reload gracefully",
        _ => "the instance was told to reboot",
    };

    public string RecoveryName(RecoveryKind recovery) => recovery switch
    {
        RecoveryKind.Restart => "restart of Apache",
        RecoveryKind.Reload => "graceful reload of Apache",
        _ => "reboot of the instance",
    };

    public ReasonWords? Reason(string code, IncidentGoal goal) =>
        (goal == IncidentGoal.Rollback ? EnglishRollbackReasons.Find(code) : null) ?? EnglishReasons.Find(code);

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
