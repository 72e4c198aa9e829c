using System.Globalization;
using System.Text;
using MutexResponder.Reporting.Sections;
using MutexResponder.Wording;

namespace MutexResponder.Reporting;

/// <summary>The report in a few lines, for places that hold no more.</summary>
public static class ReportSummary
{
    /// <summary>An OpsItem's description holds this many characters (CreateOpsItem, Description).</summary>
    public const int MaxBriefChars = 2048;

    /// <summary>A line that fits a subject or a title.</summary>
    public const int MaxLineChars = 200;

    /// <summary>One line: where, how it stands and why, and whether the site is up.</summary>
    /// <returns>At most <see cref="MaxLineChars"/> characters.</returns>
    public static string OneLine(IncidentReport report, ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(report);
        var prose = new ReportProse(report, language);
        string down = report.Outage is { DownSeconds: { } seconds, Newest: SiteState.Answers } ? prose.Words.Say(Said.WasDownFor(Said.Duration(TimeSpan.FromSeconds(seconds)))) : prose.Words.Of(Label.SiteInShort, report.Outage.Newest);
        return ReportText.Clean($"[{prose.Phase(report.Phase)}] {report.Instance}{prose.HeadlineAfter(ReportProse.Colon)} ({down})", MaxLineChars);
    }

    /// <summary>Plain text for a reply, a mail or a terminal.</summary>
    /// <returns>At most <see cref="MaxBriefChars"/> characters, whole lines; lines end in <c>\n</c>.</returns>
    public static string Brief(IncidentReport report, ReportLanguage language)
    {
        var text = new StringBuilder();
        int number = 0;
        foreach (SummaryLine line in Lines(report, language))
        {
            number = line.Kind == SummaryLineKind.Step ? number + 1 : 0;
            string mark = line.Kind switch { SummaryLineKind.Step => string.Create(CultureInfo.InvariantCulture, $"{number}. "), SummaryLineKind.Point => "- ", _ => "" };
            string label = line.Label.Length > 0 ? line.Label + ": " : "";
            string shown = $"{mark}{label}{line.Text}\n";
            if (text.Length + shown.Length > MaxBriefChars)
            {
                break;
            }

            text.Append(shown);
        }

        return text.ToString();
    }

    /// <summary>
    /// The one text for people, the most needed first, so that what does not fit is left off from the end: whether the site is up and since when,
    /// what was done, what to do now and until when; the plan, while one waits, and how to answer it; then what it rests on.
    /// </summary>
    public static IEnumerable<SummaryLine> Lines(IncidentReport report, ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Lines(new ReportProse(report, language)).Select(line => line with { Text = ReportText.Clean(line.Text, SummaryLine.MaxTextChars) });
    }

    private static IEnumerable<SummaryLine> Lines(ReportProse prose)
    {
        Words words = prose.Words;
        IncidentReport report = prose.Report;
        yield return new(SummaryLineKind.Head, "", prose.Phase(report.Phase) + prose.HeadlineAfter(ReportProse.Colon));
        foreach ((string label, string value) in prose.First())
        {
            yield return Sentence(label, value);
        }

        if (prose.Approver.Length > 0)
        {
            yield return Sentence(words.Of(Label.ApprovedBy, report.Goal), prose.Approver);
        }

        if (prose.IsPlanFirst)
        {
            yield return Title(words.Of(Label.Plan));
            foreach (Statement step in report.Actions.Plan)
            {
                yield return new(SummaryLineKind.Step, "", prose.Say(step));
            }
        }

        if (report.Actions.ByHand.Length > 0)
        {
            yield return Title(prose.ByHandTitle);
            foreach (string line in report.Actions.ByHand)
            {
                yield return new(SummaryLineKind.Copy, "", line);
            }
        }

        foreach ((string purpose, string json) in prose.Requests().Where(request => request.Json != report.Requests.Sweep))
        {
            yield return new(SummaryLineKind.Copy, purpose, json);
        }

        // The cause says it as well, or, where the plan stood in it, better.
        if (prose.Reason.Length > 0 && !(report.Cause is { } said && (prose.IsPlanFirst || prose.CauseSummary(said) == prose.Reason)))
        {
            yield return Sentence("", prose.Reason);
        }

        yield return Sentence("", prose.Outage);
        if (report.Cause is { } cause)
        {
            yield return Sentence(words.Of(Label.Cause, report.Goal), prose.TwoSentences(prose.CauseSummary(cause), prose.ConditionsTogether(cause)));
        }

        // What Apache's own test says: whoever is to correct it begins there.
        if (report.ReasonCode is "config-broken" or "lock-directory-missing" && report.Cause?.Findings.FirstOrDefault(finding => finding.Code == report.ReasonCode) is { } found)
        {
            yield return Sentence(words.Of(Label.Findings), string.Join(" / ", found.RestsOn.Select(prose.Say)));
        }

        if (report.Checks.Length > 0)
        {
            yield return Sentence(words.Of(Label.Checks, report.Goal), prose.ChecksPassed);
        }

        if (report.Environment is { } e)
        {
            yield return Sentence(words.Of(Label.Environment), string.Join(" / ", new[] { e.OperatingSystem, e.ServerVersion, e.Mpm, e.ApacheUser }.Where(part => part.Length > 0)));
        }

        yield return Sentence(words.Of(Label.HowToUndo, report.Goal), words.Of(Label.UndoState, report.Undo.State));
        if (UndoRequest(prose) is { Length: > 0 } undo)
        {
            yield return new(SummaryLineKind.Copy, words.Of(Label.UndoRequest, report.Undo.State), undo);
        }

        string[] remaining = [.. prose.Remaining().Where(sentence => sentence != prose.Next)];
        if (remaining.Length > 0)
        {
            yield return Title(words.Of(Label.WhatRemains));
        }

        foreach (string sentence in remaining)
        {
            yield return new(SummaryLineKind.Point, "", sentence);
        }

        if (report.Requests.Sweep.Length > 0)
        {
            yield return new(SummaryLineKind.Copy, words.Of(Label.ToSweep), report.Requests.Sweep);
        }

        yield return Sentence(words.Of(Label.IncidentId), report.IncidentId.ToString());

        static SummaryLine Sentence(string label, string text) => new(SummaryLineKind.Sentence, label, text);
        static SummaryLine Title(string text) => new(SummaryLineKind.Title, "", text);
    }

    /// <summary>What undoes it, or brings it back after a rollback; empty where nothing was changed.</summary>
    private static string UndoRequest(ReportProse prose) => prose.Report.Undo.State == ChangeState.NotTakenBack ? "" : prose.Report.Undo.Request;
}
