using System.Text;
using MutexResponder.Reporting.Sections;
using MutexResponder.Reporting.Wording;

namespace MutexResponder.Reporting;

/// <summary>The report in a few lines, for places that hold no more.</summary>
public static class ReportSummary
{
    /// <summary>An OpsItem's description holds this many characters (CreateOpsItem, Description).</summary>
    public const int MaxBriefChars = 2048;

    /// <summary>A line that fits a subject or a title.</summary>
    public const int MaxLineChars = 200;

    private const int MaxPartChars = 400;

    /// <summary>One line: how it stands, where, and for how long the site was down.</summary>
    /// <returns>At most <see cref="MaxLineChars"/> characters.</returns>
    public static string OneLine(IncidentReport report, ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(report);
        var prose = new ReportProse(report, ReportWords.In(language));
        string down = report.Outage.DownSeconds is { } seconds ? $" ({prose.Words.SiteDown}{prose.Words.Colon}{prose.Duration(seconds)})" : "";
        return ReportText.Clean($"[{prose.Phase(report.Phase)}] {report.Instance}{prose.Words.Colon}{prose.Headline}{down}", MaxLineChars);
    }

    /// <summary>Plain text for an OpsItem or a mail: the status, what and why, what was done, what to do now, how to undo.</summary>
    /// <returns>At most <see cref="MaxBriefChars"/> characters, whole lines but for the last; lines end in <c>\n</c>.</returns>
    public static string Brief(IncidentReport report, ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(report);
        var prose = new ReportProse(report, ReportWords.In(language));
        var text = new StringBuilder();
        foreach (string line in Lines(prose))
        {
            string bounded = ReportText.Clean(line, MaxPartChars);
            if (text.Length + bounded.Length + 1 > MaxBriefChars)
            {
                break;
            }

            text.Append(bounded).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The most needed first: what does not fit is left off from the end.</summary>
    private static IEnumerable<string> Lines(ReportProse prose)
    {
        IReportWords words = prose.Words;
        IncidentReport report = prose.Report;
        yield return $"[{prose.Phase(report.Phase)}] {prose.Headline}";
        if (prose.Reason.Length > 0)
        {
            yield return prose.Reason;
        }

        foreach ((string label, string value) in prose.First())
        {
            yield return $"{label}{words.Colon}{value}";
        }

        yield return prose.Outage;
        foreach ((string purpose, string json) in prose.Requests().Where(request => request.Json != report.Requests.Sweep))
        {
            yield return $"{purpose}{words.Colon}{json}";
        }

        if (report.ApprovalExpiresAt is { } expiry)
        {
            yield return $"{words.GoodUntil}{words.Colon}{prose.Time(expiry)}";
        }

        if (report.Cause is { } cause)
        {
            yield return $"{words.Cause(report.Goal)}{words.Colon}{prose.CauseSummary(cause)} {words.ConditionsTogether(cause)}";
        }

        if (report.Checks.Length > 0)
        {
            yield return $"{words.Checks(report.Goal)}{words.Colon}{words.ChecksPassed(report.Checks.Count(c => c.Passed == true), report.Checks.Length)}";
        }

        if (report.Environment is { } e)
        {
            yield return $"{words.Environment}{words.Colon}{string.Join(" / ", new[] { e.OperatingSystem, e.ServerVersion, e.Mpm, e.ApacheUser }.Where(part => part.Length > 0))}";
        }

        yield return $"{words.HowToUndo(report.Goal)}{words.Colon}{words.UndoState(report.Undo.State)} {UndoRequest(prose)}".TrimEnd();
        string[] remaining = [.. prose.Remaining()];
        if (remaining.Length > 0)
        {
            yield return words.WhatRemains + words.Colon.TrimEnd();
        }

        foreach (string sentence in remaining)
        {
            yield return "- " + sentence;
        }

        if (report.Requests.Sweep.Length > 0)
        {
            yield return $"- {words.ToSweep}{words.Colon}{report.Requests.Sweep}";
        }

        yield return $"{words.IncidentId}{words.Colon}{report.IncidentId}";
    }

    /// <summary>After a rollback the request is not to undo it, so it is not left without its purpose.</summary>
    private static string UndoRequest(ReportProse prose) => prose.Report.Undo is { State: ChangeState.TakenBack or ChangeState.AlreadyAsBefore, Request: { } request } undo
        ? $"{prose.Words.UndoRequest(undo.State)}{prose.Words.Colon}{request}"
        : prose.Report.Undo.State == ChangeState.NotTakenBack ? "" : prose.Report.Undo.Request;
}
