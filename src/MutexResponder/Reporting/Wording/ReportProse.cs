using System.Globalization;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Reporting.Sections;

namespace MutexResponder.Reporting.Wording;

/// <summary>One report in one language: what renderers of every markup say alike.</summary>
internal sealed class ReportProse(IncidentReport report, IReportWords words)
{
    private readonly string _plan = string.Join(' ', report.Actions.Plan);

    public IReportWords Words => words;

    public IncidentReport Report => report;

    /// <summary>Why the incident stands where it stands, in a few words.</summary>
    public string Headline => ReasonOf(report.ReasonCode)?.Title ?? Phase(report.Phase);

    /// <summary>The same in a sentence; the recorded one where this language has none of its own.</summary>
    public string Reason => ReasonOf(report.ReasonCode) is { Meaning.Length: > 0 } known ? known.Meaning : Say(report.Reason);

    /// <summary>The recorded sentence, where <see cref="Reason"/> is another one and it may have more to say; that of a recovery is the checks' details.</summary>
    public string RecordedReason => report.Phase == IncidentPhase.Resolved || Reason == Say(report.Reason) ? "" : Say(report.Reason);

    /// <summary>The diagnosis in a sentence.</summary>
    public string CauseSummary(ReportCause cause) => words.Reason(cause.ReasonCode, IncidentGoal.Recover) is { Meaning.Length: > 0 } known ? known.Meaning : words.Say(cause.Summary);

    /// <summary>What a person should do now because of how it ended; empty where nothing.</summary>
    public string Next => ReasonOf(report.ReasonCode)?.Next ?? "";

    /// <summary>How it stands, in a word or two.</summary>
    public string Phase(IncidentPhase phase) => words.Phase(phase, report.Goal);

    /// <summary>What a reader needs before all else: whether the site is up, what to do and until when, what was done.</summary>
    public IEnumerable<(string Label, string Value)> First()
    {
        yield return (words.SiteHead, Site);
        yield return (words.NowHead, Now);
        yield return (words.DoneHead, words.Done(report.Undo.State, report.Recovery));
    }

    private string Site => words.SiteNow(
        report.Outage.Newest, report.Outage is { FailedAt: { } failed, AnsweredAt: null } ? UtcTime(failed) : "", report.Outage.LookedAt is { } looked ? UtcTime(looked) : words.Unknown);

    /// <summary>The next step, what is at risk besides, and until when it can be taken.</summary>
    private string Now
    {
        get
        {
            string now = Next.Length > 0 ? Next : words.Now(report.Phase, report.Outage.Newest);
            if (Risk is { } risk)
            {
                now = words.Sentences(now, words.Say(risk.Statement));
            }

            return report.ApprovalExpiresAt is { } expiry ? words.Sentences(now, $"{words.GoodUntil}{words.Colon}{UtcTime(expiry)}") : now;
        }
    }

    /// <summary>The site serves and will fail when the last session of Apache's user ends, whatever the incident itself was.</summary>
    private ReportFinding? Risk => report.Rollback is null && report.Outage.Newest == SiteState.Answers
        ? report.Cause?.Findings.FirstOrDefault(finding => finding.Code == DiagnosisResult.AtRiskCode && finding.Statement != report.Cause.Summary)
        : null;

    /// <summary>A finding's sentence; the decisive one says the same as the diagnosis.</summary>
    public string Finding(ReportFinding finding) =>
        words.Reason(finding.Code, IncidentGoal.Recover) is { Meaning.Length: > 0 } known ? known.Meaning : words.Say(finding.Statement);

    /// <summary>A line of the story. The closing line is the reason, and the plan stands in a list of its own.</summary>
    public string Story(StoryEntry entry) =>
        entry.Text == report.Reason && ReasonOf(report.ReasonCode) is { Meaning.Length: > 0 } known ? known.Meaning : Say(entry.Text);

    public string Say(string sentence) => words.Say(WithoutPlan(sentence));

    /// <summary>In the machine's own offset, as its log lines are: <c>2026-08-25 20:51:54 +09:00</c>.</summary>
    public string Time(DateTimeOffset at)
    {
        DateTimeOffset local = ToLocal(at);
        return local.ToString(local.Offset == TimeSpan.Zero ? "yyyy-MM-dd HH:mm:ss 'UTC'" : "yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
    }

    /// <summary>In UTC, and where the machine has another offset in that too: <c>2026-08-25 11:51:54 UTC (20:51:54 +09:00)</c>.</summary>
    public string UtcTime(DateTimeOffset at)
    {
        DateTimeOffset local = ToLocal(at);
        string own = local.Offset == TimeSpan.Zero ? "" : local.ToString(local.Date == at.UtcDateTime.Date ? "' ('HH:mm:ss zzz')'" : "' ('yyyy-MM-dd HH:mm:ss zzz')'", CultureInfo.InvariantCulture);
        return at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) + own;
    }

    /// <summary>The same without date and offset.</summary>
    public string ClockTime(DateTimeOffset at) => ToLocal(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public string Time(DateTimeOffset? at) => at is { } known ? Time(known) : words.Unknown;

    public string Duration(double? seconds) => seconds is { } known ? words.Duration(TimeSpan.FromSeconds(known)) : words.Unknown;

    public string OrUnknown(string text) => text.Length > 0 ? text : words.Unknown;

    public string Outage => report.Outage switch
    {
        { WasDown: false, AnsweredAt: not null } when report.Rollback is not null => words.AwayForRollback,
        { DownSeconds: { } down } => words.DownFor(Duration(down)),
        { ProvenSeconds: { } proven } => words.DownAtMost(Duration(proven)),
        { WasDown: true, AnsweredAt: not null } => words.DownNoLength,
        { WasDown: true } => words.DownNoEnd,
        { WasDown: false } => words.NotDown,
        _ => words.DownUnknown,
    };

    public bool IsWaiting => report.Phase == IncidentPhase.AwaitingApproval;

    /// <summary>A person is to answer a plan, or to do what it says: it belongs right after what is to be done now.</summary>
    public bool IsPlanFirst => NeedsPerson && report.Actions is { Plan.Length: > 0, WasSent: false };

    /// <summary>Somebody has to read on to act, so what is to do comes first.</summary>
    public bool NeedsPerson => report.Phase is IncidentPhase.Escalated or IncidentPhase.AwaitingApproval;

    /// <summary>The head of <see cref="OutageInShort"/>: a duration's, or a state's.</summary>
    public string OutageHead => (report.Outage.DownSeconds ?? report.Outage.ProvenSeconds) is null ? words.Site : words.SiteDown;

    /// <summary>The same in a word or a duration.</summary>
    public string OutageInShort => (report.Outage.DownSeconds ?? report.Outage.ProvenSeconds, report.Outage.WasDown) switch
    {
        ({ } seconds, _) => Duration(seconds),
        (_, true) => report.Outage.AnsweredAt is null ? words.Down : words.Unknown,
        (_, false) => words.Up,
        _ => words.Unknown,
    };

    public string StageTime(StageTime time) => time switch
    {
        { Seconds: { } seconds } => Duration(seconds),
        { Stage: Stage.Wait, Unknown: TimeUnknown.NotReached } => words.NoWait,
        _ => words.WhyUnknown(time.Unknown),
    };

    /// <summary>The environment as pairs of label and value.</summary>
    public IEnumerable<(string Label, string Value)> EnvironmentFacts(ReportEnvironment e)
    {
        yield return (words.TakenAt, Time(e.TakenAt));
        yield return (words.HostName, OrUnknown(e.HostName));
        yield return (words.OperatingSystem, OrUnknown(e.OperatingSystem));
        yield return (words.Kernel, OrUnknown(e.Kernel));
        yield return (words.Apache, OrUnknown(e.ServerVersion));
        yield return ("MPM", OrUnknown(e.Mpm));
        yield return ("APR", OrUnknown(e.AprVersion));
        yield return (words.AprDefault, OrUnknown(e.AprDefault));
        yield return (words.AcceptMutex, OrUnknown(e.AcceptMutex));
        yield return (words.ListenCount, e.ListenCount > 0 ? e.ListenCount.ToString(CultureInfo.InvariantCulture) : words.Unknown);
        yield return (words.ApacheUser, e.ApacheUser.Length == 0 ? words.Unknown : $"{e.ApacheUser} ({words.Uid} {e.ApacheUid?.ToString(CultureInfo.InvariantCulture) ?? words.Unknown})");
        yield return (words.ConfigRoot, OrUnknown(e.ConfigRoot));
        yield return (words.BootId, e.BootId);
    }

    /// <summary>Who approved or asked, and whether only the request says so; empty where nobody did.</summary>
    public string Approver => report.Actions is { ApproverIsClaimed: true, ApprovedBy.Length: > 0 } ? words.Claimed(report.Actions.ApprovedBy) : report.Actions.ApprovedBy;

    /// <summary>What names the incident, as pairs of label and value.</summary>
    public IEnumerable<(string Label, string Value)> Identity()
    {
        yield return (words.IncidentId, report.IncidentId);
        yield return (words.Instance, report.Instance.ToString());
        if (report.ReasonCode.Length > 0)
        {
            yield return (words.ReasonCode, report.ReasonCode);
        }

        yield return (words.Mode, words.ModeName(report.Mode));
        yield return (words.Recovery, words.RecoveryName(report.Recovery));
        if (report.Rollback is { ChangeIncidentId.Length: > 0 } rollback)
        {
            yield return (words.ChangeOf, rollback.ChangeIncidentId);
        }

        yield return (words.ApprovedBy(report.Goal), Approver.Length > 0 ? Approver : IsWaiting ? words.NotAnsweredYet : words.NobodyAsked);
        if (report.HumanRecordId.Length > 0)
        {
            yield return (words.HumanRecord, report.HumanRecordId);
        }

        yield return (words.Opened, Time(report.OpenedAt));
        yield return (words.Closed, report.ClosedAt is { } closed ? Time(closed) : words.StillOpen);
    }

    /// <summary>What the log said and when the site was down, as pairs of label and value.</summary>
    public IEnumerable<(string Label, string Value)> Happening()
    {
        ReportSignals signals = report.Signals;
        yield return (words.SignalCount, words.Lines(signals.Count, signals.Lines.Length));
        if (signals.FirstAt is not null)
        {
            yield return (words.Codes, string.Join(", ", signals.Codes));
            yield return (words.FirstSignal, Time(signals.FirstAt));
            yield return (words.LastSignal, Time(signals.LastAt));
        }

        if (report.Outage.FailedAt is not null)
        {
            yield return (words.FailedAt, Time(report.Outage.FailedAt));
        }

        if (report.Outage.StartedAgainAt is not null)
        {
            yield return (words.StartedAgainAt, Time(report.Outage.StartedAgainAt));
        }

        if (report.Outage.AnsweredAt is not null)
        {
            yield return (words.AnsweredAt, Time(report.Outage.AnsweredAt));
        }
    }

    /// <summary>What is left for people, in sentences; the requests are apart.</summary>
    public IEnumerable<string> Remaining()
    {
        if (Next.Length > 0)
        {
            yield return Next;
        }

        foreach (string recommendation in report.Recommendations)
        {
            yield return words.Say(recommendation);
        }
    }

    /// <summary>The ways to undo it, each with its title and the language of its lines: the one to take first is the first.</summary>
    public IEnumerable<(string Title, IReadOnlyList<string> Lines, string Language)> UndoSteps()
    {
        ReportUndo undo = report.Undo;
        (string, IReadOnlyList<string>, string) request = (words.UndoRequest(undo.State), undo.Request.Length > 0 ? [undo.Request] : [], "json");
        (string, IReadOnlyList<string>, string) byHand = (words.UndoByHand(undo.State), undo.Commands, "sh");
        return undo.State is ChangeState.TakenBack or ChangeState.AlreadyAsBefore ? [byHand, request] : [request, byHand];
    }

    /// <summary>Requests that make sense now, as pairs of purpose and JSON.</summary>
    public IEnumerable<(string Purpose, string Json)> Requests() =>
        new[]
        {
            (words.ToApprove, report.Requests.Approve),
            (words.ToReject, report.Requests.Reject),
            (words.ToInspect, report.Requests.Inspect),
            (words.ToRemediate, report.Requests.Remediate),
            (words.ToRollBack, report.Requests.Rollback),
            (words.ToSweep, report.Requests.Sweep),
        }.Where(request => request.Item2.Length > 0);

    private ReasonWords? ReasonOf(string code) => words.Reason(code, report.Goal);

    private string WithoutPlan(string text) => _plan.Length == 0 ? text : text.Replace(_plan, words.SeePlan, StringComparison.Ordinal);

    private DateTimeOffset ToLocal(DateTimeOffset at)
    {
        // The first and the last day of the calendar cannot be shifted.
        long ticks = at.UtcTicks + report.UtcOffset.Ticks;
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks ? at.ToOffset(report.UtcOffset) : at.ToUniversalTime();
    }
}
