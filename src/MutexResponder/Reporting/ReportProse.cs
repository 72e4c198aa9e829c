using System.Globalization;
using MutexResponder.Clearing;
using MutexResponder.Deciding;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Reporting.Sections;
using MutexResponder.Wording;

namespace MutexResponder.Reporting;

/// <summary>One report in one language: what renderers of every markup say alike.</summary>
internal sealed class ReportProse(IncidentReport report, ReportLanguage language)
{
    /// <summary>Between a label and what it is the label of.</summary>
    public const string Colon = ": ";

    private readonly Words _words = language.Words;

    public ReportLanguage Language => language;

    public Words Words => _words;

    public IncidentReport Report => report;

    /// <summary>Why the incident stands where it stands, in a few words.</summary>
    public string Headline => Part(report.ReasonCode, "title", report.Goal) ?? Phase(report.Phase);

    /// <summary>The same behind the phase; empty where it is the phase, which nobody has to read twice.</summary>
    public string HeadlineAfter(string between) => Headline is var headline && headline == Phase(report.Phase) ? "" : between + headline;

    /// <summary>The same in a sentence; what was recorded where this language has none of its own.</summary>
    public string Reason => Part(report.ReasonCode, "meaning", report.Goal) ?? (report.Reason is { } told ? Say(told) : "");

    /// <summary>What was recorded, where <see cref="Reason"/> is another sentence and it may have more to say; that of a recovery is the checks' details.</summary>
    public string RecordedReason => report.Phase == IncidentPhase.Resolved || report.Reason is not { } told || Say(told) is var recorded && recorded == Reason ? "" : recorded;

    /// <summary>The diagnosis in a sentence.</summary>
    public string CauseSummary(ReportCause cause) => Say(cause.Summary);

    /// <summary>What a person should do now because of how it ended; empty where nothing.</summary>
    public string Next => Part(report.ReasonCode, "next", report.Goal) is null ? ""
        : _words.Say(new Statement($"{report.ReasonCode}.next", report.Reason?.FindSaid(report.ReasonCode)?.Places ?? []), report.Goal);

    /// <summary>How it stands, in a word or two.</summary>
    public string Phase(IncidentPhase phase) => _words.Of(phase, report.Goal);

    /// <summary>What a reader needs before all else: whether the site is up, what to do and until when, what was done.</summary>
    public IEnumerable<(string Label, string Value)> First()
    {
        yield return (_words.Of(Label.SiteHead), Site);
        yield return (_words.Of(Label.NowHead), Now);
        yield return (_words.Of(Label.DoneHead), Done);
    }

    /// <summary>Whether the site answered when it was last looked at.</summary>
    private string Site
    {
        get
        {
            string time = report.Outage.LookedAt is { } looked ? UtcTime(looked) : _words.Of(Label.Unknown);
            Statement down = report.Outage is { FailedAt: { } failed, AnsweredAt: null } ? Said.DownSince(UtcTime(failed)) : Said.DownNow;
            return _words.Say(report.Outage.Newest switch
            {
                SiteState.Answers => Said.SiteAnswers(time),
                SiteState.Down => Said.SiteDown(down, time),
                SiteState.PortIsSilent => Said.SiteSilent(down, time),
                SiteState.NotLookedAtSince => Said.SiteNotLookedAt(time),
                SiteState.AnsweredBeforeNewerLine => Said.SiteNewerLine(time),
                _ => Said.SiteUnknown,
            });
        }
    }

    private string Done => report.Undo.State switch
    {
        ChangeState.Changed => _words.Of(Label.Changed, report.Recovery),
        ChangeState.AlreadyRight => _words.Of(Label.LeftAsItWas, report.Recovery),
        ChangeState.TakenBack => _words.Of(Label.TakenBack, report.Recovery),
        var state => _words.Of(Label.Done, state),
    };

    /// <summary>The next step, what is at risk besides, and until when it can be taken.</summary>
    private string Now
    {
        get
        {
            string now = Next.Length > 0 ? Next
                : report.Phase is IncidentPhase.Inspecting or IncidentPhase.Remediating ? _words.Of(Label.GoesOnByItself) : _words.Of(Label.DoNow, report.Outage.Newest);
            if (Next.Length > 0 && report.Actions.ByHand.Length > 0 && report.ReasonCode != Because.ObservedCode && report.Outage.Newest is SiteState.Down or SiteState.PortIsSilent)
            {
                now = TwoSentences(_words.Of(Label.BringUp), now);
            }

            if (Risk is { } risk)
            {
                now = TwoSentences(now, Say(risk.Statement));
            }

            return report.ApprovalExpiresAt is { } expiry ? TwoSentences(now, $"{_words.Of(Label.GoodUntil)}{Colon}{UtcTime(expiry)}") : now;
        }
    }

    /// <summary>The site serves and will fail when the last session of Apache's user ends, whatever the incident itself was.</summary>
    private Finding? Risk => report.Rollback is null && report.Outage.Newest == SiteState.Answers
        ? report.Cause?.Findings.FirstOrDefault(finding => finding.Code == DiagnosisResult.AtRiskCode && finding.Statement != report.Cause.Summary)
        : null;

    /// <summary>Above the lines for a person's shell: what whoever was asked was warned of, who does it by hand is too.</summary>
    public string ByHandTitle
    {
        get
        {
            string title = _words.Of(Label.PlanByHand, report.Recovery);
            title = report.ReasonCode == Because.RejectedCode ? TwoSentences(_words.Of(Label.PlanWasRejected), title) : title;
            Statement? warning = report.Actions.Story.Select(entry => entry.Told.FindSaid(Objection.InAutoScalingGroupCode)).LastOrDefault(found => found is not null);
            return warning is null ? title : TwoSentences(Say(warning), title);
        }
    }

    /// <summary>A line of the story. The closing line is the reason.</summary>
    public string Story(StoryEntry entry) => entry.Told == report.Reason ? Reason : Say(entry.Told);

    public string Say(Statement statement) => ReportText.Sentence(_words.Say(statement));

    /// <summary>In the machine's own offset, as its log lines are: <c>2026-08-25 20:51:54 +09:00</c>.</summary>
    public string Time(DateTimeOffset at)
    {
        DateTimeOffset local = ToLocal(at);
        return local.ToString(local.Offset == TimeSpan.Zero ? Argument.UtcFormat : "yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
    }

    /// <summary>In UTC, and where the machine has another offset in that too: <c>2026-08-25 11:51:54 UTC (20:51:54 +09:00)</c>.</summary>
    public string UtcTime(DateTimeOffset at)
    {
        DateTimeOffset local = ToLocal(at);
        string own = local.Offset == TimeSpan.Zero ? "" : local.ToString(local.Date == at.UtcDateTime.Date ? "' ('HH:mm:ss zzz')'" : "' ('yyyy-MM-dd HH:mm:ss zzz')'", CultureInfo.InvariantCulture);
        return at.UtcDateTime.ToString(Argument.UtcFormat, CultureInfo.InvariantCulture) + own;
    }

    /// <summary>The same without date and offset.</summary>
    public string ClockTime(DateTimeOffset at) => ToLocal(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public string Time(DateTimeOffset? at) => at is { } known ? Time(known) : _words.Of(Label.Unknown);

    public string Duration(double? seconds) => seconds is { } known ? Duration(TimeSpan.FromSeconds(known)) : _words.Of(Label.Unknown);

    public string Duration(TimeSpan duration) => _words.Say(Said.Duration(duration));

    public string TwoSentences(string first, string second) => _words.Say(Said.TwoSentences(first, second));

    public string OrUnknown(string text) => text.Length > 0 ? text : _words.Of(Label.Unknown);

    public string Outage => report.Outage switch
    {
        { WasDown: false, AnsweredAt: not null } when report.Rollback is not null => _words.Of(Label.AwayForRollback, report.Recovery),
        { DownSeconds: { } down } => _words.Say(Said.DownFor(Said.Duration(TimeSpan.FromSeconds(down)))),
        { ProvenSeconds: { } proven } => _words.Say(Said.DownAtMost(Said.Duration(TimeSpan.FromSeconds(proven)))),
        { WasDown: true, AnsweredAt: not null } => _words.Of(Label.DownNoLength),
        { WasDown: true } => _words.Of(Label.DownNoEnd),
        { WasDown: false } => _words.Of(Label.NotDown),
        _ => _words.Of(Label.DownUnknown),
    };

    /// <summary>A plan has waited for a person, whatever came of it.</summary>
    private bool WasAsked => report.Actions.Story.Any(entry => entry.Phase == IncidentPhase.AwaitingApproval);

    public bool IsWaiting => report.Phase == IncidentPhase.AwaitingApproval;

    /// <summary>A person is to answer a plan, or to do what it says: it belongs right after what is to be done now.</summary>
    public bool IsPlanFirst => NeedsPerson && report.Actions is { Plan.Length: > 0, WasSent: false };

    /// <summary>Somebody has to read on to act, so what is to do comes first.</summary>
    public bool NeedsPerson => report.Phase is IncidentPhase.Escalated or IncidentPhase.AwaitingApproval;

    /// <summary>The head of <see cref="OutageInShort"/>: a duration's, or a state's.</summary>
    public string OutageHead => (report.Outage.DownSeconds ?? report.Outage.ProvenSeconds) is null ? _words.Of(Label.Site) : _words.Of(Label.SiteDown);

    /// <summary>The same in a word or a duration.</summary>
    public string OutageInShort => (report.Outage.DownSeconds ?? report.Outage.ProvenSeconds, report.Outage.WasDown) switch
    {
        ({ } seconds, _) => Duration(seconds),
        (_, true) => report.Outage.AnsweredAt is null ? _words.Of(Label.Down) : _words.Of(Label.Unknown),
        (_, false) => _words.Of(Label.Up),
        _ => _words.Of(Label.Unknown),
    };

    public string StageTime(StageTime time) => time switch
    {
        { Seconds: { } seconds } => Duration(seconds),
        { Stage: Stage.Wait, Unknown: TimeUnknown.NotReached } => _words.Of(Label.NoWait),
        _ => _words.Of(time.Unknown),
    };

    /// <summary>The environment as pairs of label and value.</summary>
    public IEnumerable<(string Label, string Value)> EnvironmentFacts(ReportEnvironment e)
    {
        yield return (_words.Of(Label.TakenAt), Time(e.TakenAt));
        yield return (_words.Of(Label.HostName), OrUnknown(e.HostName));
        yield return (_words.Of(Label.OperatingSystem), OrUnknown(e.OperatingSystem));
        yield return (_words.Of(Label.Kernel), OrUnknown(e.Kernel));
        yield return (_words.Of(Label.Apache), OrUnknown(e.ServerVersion));
        yield return ("MPM", OrUnknown(e.Mpm));
        yield return ("APR", OrUnknown(e.AprVersion));
        yield return (_words.Of(Label.AprDefault), OrUnknown(e.AprDefault));
        yield return (_words.Of(Label.AcceptMutex), OrUnknown(e.AcceptMutex));
        yield return (_words.Of(Label.ListenCount), e.ListenCount > 0 ? e.ListenCount.ToString(CultureInfo.InvariantCulture) : _words.Of(Label.Unknown));
        yield return (_words.Of(Label.ApacheUser), e.ApacheUser.Length == 0 ? _words.Of(Label.Unknown) : $"{e.ApacheUser} ({_words.Of(Label.Uid)} {e.ApacheUid?.ToString(CultureInfo.InvariantCulture) ?? _words.Of(Label.Unknown)})");
        yield return (_words.Of(Label.ConfigRoot), OrUnknown(e.ConfigRoot));
        yield return (_words.Of(Label.BootId), e.BootId);
    }

    /// <summary>Who approved or asked, and whether only the request says so; empty where nobody did.</summary>
    public string Approver => report.Actions switch
    {
        { ApproverIsUnnamed: true } => _words.Of(Label.Operator),
        { ApproverIsClaimed: true } => _words.Say(new Asker(report.Actions.ApprovedBy, IsProven: false).Told!),
        var actions => actions.ApprovedBy,
    };

    /// <summary>What names the incident, as pairs of label and value.</summary>
    public IEnumerable<(string Label, string Value)> Identity()
    {
        yield return (_words.Of(Label.IncidentId), report.IncidentId.ToString());
        yield return (_words.Of(Label.Instance), report.Instance.ToString());
        if (report.ReasonCode.Length > 0)
        {
            yield return (_words.Of(Label.ReasonCode), report.ReasonCode);
        }

        yield return (_words.Of(Label.Mode, report.Goal), _words.Of(report.Mode, report.Goal));
        yield return (_words.Of(Label.Recovery), _words.Of(report.Recovery));
        if (report.Rollback is { } rollback)
        {
            yield return (_words.Of(Label.ChangeOf), rollback.ChangeIncidentId.ToString());
        }

        yield return (_words.Of(Label.ApprovedBy, report.Goal), Approver.Length > 0 ? Approver : _words.Of(IsWaiting ? Label.NotAnsweredYet : WasAsked ? Label.NobodyApproved : Label.NobodyAsked, report.Goal));
        if (report.HumanRecordId.Length > 0)
        {
            yield return (_words.Of(Label.HumanRecord), report.HumanRecordId);
        }

        yield return (_words.Of(Label.Opened), Time(report.OpenedAt));
        yield return (_words.Of(Label.Closed), report.ClosedAt is { } closed ? Time(closed) : _words.Of(Label.StillOpen));
    }

    /// <summary>What the log said and when the site was down, as pairs of label and value.</summary>
    public IEnumerable<(string Label, string Value)> Happening()
    {
        ReportSignals signals = report.Signals;
        yield return (_words.Of(Label.SignalCount), _words.Say(signals.Count == signals.Lines.Length ? Said.Lines(signals.Count) : Said.LinesKept(signals.Count, signals.Lines.Length)));
        if (signals.FirstAt is not null)
        {
            yield return (_words.Of(Label.Codes), string.Join(", ", signals.Codes));
            yield return (_words.Of(Label.FirstSignal), Time(signals.FirstAt));
            yield return (_words.Of(Label.LastSignal), Time(signals.LastAt));
        }

        if (report.Outage.FailedAt is not null)
        {
            yield return (_words.Of(Label.FailedAt), Time(report.Outage.FailedAt));
        }

        if (report.Outage.StartedAgainAt is not null)
        {
            yield return (_words.Of(Label.StartedAgainAt), Time(report.Outage.StartedAgainAt));
        }

        if (report.Outage.AnsweredAt is not null)
        {
            yield return (_words.Of(Label.AnsweredAt), Time(report.Outage.AnsweredAt));
        }
    }

    /// <summary>What is left for people, in sentences; the requests are apart.</summary>
    public IEnumerable<string> Remaining()
    {
        if (Next.Length > 0)
        {
            yield return Next;
        }

        foreach (Statement recommendation in report.Recommendations)
        {
            yield return Say(recommendation);
        }
    }

    /// <summary>The ways to undo it, each with its title and the language of its lines: the one to take first is the first.</summary>
    public IEnumerable<(string Title, IReadOnlyList<string> Lines, string Language)> UndoSteps()
    {
        ReportUndo undo = report.Undo;
        (string, IReadOnlyList<string>, string) request = (_words.Of(Label.UndoRequest, undo.State), undo.Request.Length > 0 ? [undo.Request] : [], "json");
        (string, IReadOnlyList<string>, string) byHand = (_words.Of(Label.UndoByHand, undo.State), undo.Commands, "sh");
        return undo.State is ChangeState.TakenBack or ChangeState.AlreadyAsBefore ? [byHand, request] : [request, byHand];
    }

    /// <summary>Requests that make sense now, as pairs of purpose and JSON.</summary>
    public IEnumerable<(string Purpose, string Json)> Requests() =>
        new[]
        {
            (_words.Of(Label.ToApprove), report.Requests.Approve),
            (_words.Of(Label.ToReject), report.Requests.Reject),
            (_words.Of(Label.ToInspect), report.Requests.Inspect),
            (_words.Of(Label.ToRemediate), report.Requests.Remediate),
            (_words.Of(Label.ToRollBack), report.Requests.Rollback),
            (_words.Of(Label.ToSweep), report.Requests.Sweep),
        }.Where(request => request.Item2.Length > 0);

    /// <summary>A part of a reason's words; null where this language has none.</summary>
    private string? Part(string code, string part, IncidentGoal goal) => code.Length > 0 ? _words.Part(code, part, goal) : null;

    /// <summary>What the four conditions prove together.</summary>
    public string ConditionsTogether(ReportCause cause) => _words.Say(cause switch
    {
        { IsAboutRemoval: true, IsProven: true } => Said.ConditionsProveRemoval,
        { IsAboutRemoval: true } => Said.ConditionsHoldOfRemoval(cause.HoldingCount),
        { HoldingCount: 4 } => Said.ConditionsAllHold,
        _ => Said.ConditionsHold(cause.HoldingCount),
    });

    public string Holds(bool? holds) => _words.Of(holds switch { true => Label.Holds, false => Label.HoldsNot, _ => Label.Unknown });

    public string Passed(bool? passed) => _words.Of(passed switch { true => Label.Passed, false => Label.Failed, _ => Label.Unknown });

    /// <summary>How long it took from its first stage to its end.</summary>
    public string Total => report.Times.TotalSeconds is { } total ? Duration(total) : _words.Of(Label.StillOpen);

    public string ErrorLogHead => $"{_words.Of(Label.ErrorLog)} {report.Environment?.ErrorLogPath}".TrimEnd();

    public string ChecksPassed => _words.Say(Said.ChecksPassed(report.Checks.Count(c => c.Passed == true), report.Checks.Length));

    /// <summary>What the comparison shows, in a sentence.</summary>
    public string Difference(ReportComparison comparison)
    {
        string rows = comparison.GoneCount + comparison.NewCount == 0 ? _words.Of(Label.NoRowDiffers) : _words.Say(Said.RowsDiffer(comparison.GoneCount, comparison.NewCount));
        return (report.Goal, comparison) switch
        {
            (_, { AfterAt: null }) => _words.Of(Label.OnlyBefore, report.Goal),
            (IncidentGoal.Rollback, { ApacheArraysAfter: { } arrays and > 0 }) => TwoSentences(rows, _words.Say(Said.ArraysAfterRollback(arrays))),
            (IncidentGoal.Recover, { GoneCount: 0, NewCount: 0, ApacheArraysBefore: 0, ApacheArraysAfter: 0 }) => _words.Of(Label.ProofWithoutRows),
            _ => rows,
        };
    }

    private DateTimeOffset ToLocal(DateTimeOffset at)
    {
        // The first and the last day of the calendar cannot be shifted.
        long ticks = at.UtcTicks + report.UtcOffset.Ticks;
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks ? at.ToOffset(report.UtcOffset) : at.ToUniversalTime();
    }
}
