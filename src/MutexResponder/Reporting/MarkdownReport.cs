using MutexResponder.Incidents;
using MutexResponder.Reporting.Markdown;
using MutexResponder.Reporting.Sections;
using MutexResponder.Reporting.Wording;
using static MutexResponder.Reporting.Markdown.MarkdownText;

namespace MutexResponder.Reporting;

/// <summary>The report for people and tickets: CommonMark with GitHub's tables.</summary>
public static class MarkdownReport
{
    /// <summary>No record makes a longer one.</summary>
    public const int MaxChars = 600_000;

    /// <returns>Markdown with <c>\n</c> line ends, at most <see cref="MaxChars"/> characters.</returns>
    public static string Write(IncidentReport report, ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(report);
        var prose = new ReportProse(report, ReportWords.In(language));
        var text = new MarkdownText();
        Head(text, prose);
        if (prose.IsPlanFirst)
        {
            text.Heading(2, prose.Words.Plan);
            Plan(text, prose);
        }

        if (prose.NeedsPerson)
        {
            Remaining(text, prose);
        }

        Happening(text, prose);
        Environment(text, prose);
        Cause(text, prose);
        Actions(text, prose);
        Comparison(text, prose);
        Checks(text, prose);
        Times(text, prose);
        if (!prose.NeedsPerson)
        {
            Remaining(text, prose);
        }

        Undo(text, prose);
        text.Block("---");
        text.Paragraph(prose.Words.MadeFromRecord);
        return text.ToString();
    }

    private static void Head(MarkdownText text, ReportProse prose)
    {
        text.Heading(1, prose.Words.Title(prose.Report.Goal, prose.Report.Instance.ToString()));
        text.Block($"**{Escape(prose.Phase(prose.Report.Phase))}** — {Escape(prose.Headline)}");
        if (prose.Reason.Length > 0)
        {
            text.Paragraph(prose.Reason);
        }

        text.List(prose.First().Select(fact => $"**{Escape(fact.Label)}**{prose.Words.Colon}{Escape(fact.Value)}"));
        if (prose.RecordedReason.Length > 0)
        {
            text.Block($"{Escape(prose.Words.Recorded)}{prose.Words.Colon}{Code(prose.RecordedReason)}");
        }

        text.Facts(prose.Identity(), prose.Words.Colon);
    }

    private static void Happening(MarkdownText text, ReportProse prose)
    {
        text.Heading(2, prose.Words.WhatHappened);
        text.Paragraph(prose.Outage);
        text.Facts(prose.Happening(), prose.Words.Colon);
        Quote(text, prose.Words.ForwardedLines, prose.Report.Signals.Lines);
        Quote(text, $"{prose.Words.ErrorLog} {prose.Report.Environment?.ErrorLogPath}".TrimEnd(), prose.Report.Environment?.ErrorLog ?? []);
    }

    private static void Environment(MarkdownText text, ReportProse prose)
    {
        text.Heading(2, prose.Words.Environment);
        if (prose.Report.Environment is not { } environment)
        {
            text.Paragraph(prose.Words.NoEvidence);
            return;
        }

        text.Facts(prose.EnvironmentFacts(environment), prose.Words.Colon);
        Quote(text, "/etc/os-release", environment.OsRelease);
        Quote(text, environment.VersionCommand, environment.VersionLines);
        Quote(text, prose.Words.Directives, environment.Directives);
    }

    private static void Cause(MarkdownText text, ReportProse prose)
    {
        IReportWords words = prose.Words;
        text.Heading(2, words.Cause(prose.Report.Goal));
        if (prose.Report.Cause is not { } cause)
        {
            text.Paragraph(words.NoEvidence);
            return;
        }

        if (prose.Report.Rollback is not null)
        {
            text.Paragraph(words.DiagnosedBefore);
        }

        text.Block($"{Escape(prose.CauseSummary(cause))} ({Code(cause.ReasonCode)})");
        text.Heading(3, words.Conditions);
        text.List(cause.Conditions.Select(c => $"{Mark(c.Holds)} **{Escape(words.Holds(c.Holds))}** — {Escape(words.Condition(c.Kind))}{words.Colon}{Code(words.Say(c.RestsOn))}"));
        text.Paragraph(words.ConditionsTogether(cause));
        text.Heading(3, words.Findings);
        foreach (ReportFinding finding in cause.Findings)
        {
            text.Block($"**{Escape(prose.Finding(finding))}** ({Code(finding.Code)})");
            text.Fence(finding.RestsOn);
        }

        if (cause.RuledOut.Length > 0)
        {
            text.Heading(3, words.RuledOut);
            text.NumberedList(cause.RuledOut.Select(r => $"{Escape(words.CauseName(r.Cause))} — {Escape(words.Because(r.Because))} {Code(r.RestsOn)}".TrimEnd()));
        }
    }

    private static void Actions(MarkdownText text, ReportProse prose)
    {
        ReportActions actions = prose.Report.Actions;
        text.Heading(2, prose.Words.WhatWasDone);
        text.Heading(3, prose.Words.Story);
        text.List(actions.Story.Select(e => $"{prose.Time(e.At)} **{Escape(prose.Phase(e.Phase))}** — {Escape(prose.Story(e))}"));
        if (actions.Plan.Length > 0 && !prose.IsPlanFirst)
        {
            text.Heading(3, prose.Words.Plan);
            if (!actions.WasSent)
            {
                text.Paragraph(prose.Words.PlanNotSent);
            }

            Plan(text, prose);
        }

        if (actions.Commands.Length > 0)
        {
            text.Paragraph(prose.Words.Commands);
            text.List(actions.Commands.Select(c =>
                $"{prose.Time(c.At)} **{Escape(prose.Words.CommandName(c.Kind))}** — {(c.CommandId.Length > 0 ? Code(c.CommandId) : Escape(prose.Words.NotConfirmed))}"));
        }

        Quote(text, prose.Words.Results, actions.Results);
    }

    private static void Plan(MarkdownText text, ReportProse prose) =>
        text.NumberedList(prose.Report.Actions.Plan.Select(step => Escape(prose.Words.Say(step))));

    private static void Comparison(MarkdownText text, ReportProse prose)
    {
        IncidentGoal goal = prose.Report.Goal;
        text.Heading(2, prose.Words.BeforeAndAfter(goal));
        if (prose.Report.Comparison is not { } comparison)
        {
            text.Paragraph(prose.Words.NoEvidence);
            return;
        }

        bool hasAfter = comparison.AfterAt is not null;
        text.Paragraph(prose.Words.Difference(goal, comparison));
        text.Block($"{Escape(prose.Words.Before(goal))}{prose.Words.Colon}{prose.Time(comparison.BeforeAt)}"
            + (hasAfter ? $" / {Escape(prose.Words.After(goal))}{prose.Words.Colon}{prose.Time(comparison.AfterAt)}" : ""));
        text.Fence(["$ ipcs -a", .. comparison.Tables.SelectMany(table => SideBySide.Lines(table, hasAfter).Prepend(""))]);
    }

    private static void Checks(MarkdownText text, ReportProse prose)
    {
        text.Heading(2, prose.Words.Checks(prose.Report.Goal));
        if (prose.Report.Checks.IsEmpty)
        {
            text.Paragraph(prose.Words.NoChecks(prose.Report.Goal));
            return;
        }

        text.Paragraph(prose.Words.ChecksPassed(prose.Report.Checks.Count(c => c.Passed == true), prose.Report.Checks.Length));
        text.List(prose.Report.Checks.Select(c =>
            $"{Mark(c.Passed)} **{Escape(prose.Words.Passed(c.Passed))}** — {Escape(prose.Words.Say(c.Name))}{prose.Words.Colon}{Code(prose.Words.Say(c.Detail))}"));
    }

    private static void Times(MarkdownText text, ReportProse prose)
    {
        IReportWords words = prose.Words;
        text.Heading(2, words.TimeToRecovery);
        text.Block(string.Join('\n', (string[])
        [
            $"| {words.StageHead} | {words.TimeHead} |",
            "|---|---:|",
            .. prose.Report.Times.Stages.Select(time => $"| {words.StageName(time.Stage)} | {prose.StageTime(time)} |"),
            $"| **{words.Total(prose.Report.Goal)}** | **{(prose.Report.Times.TotalSeconds is { } total ? prose.Duration(total) : words.StillOpen)}** |",
        ]));
        text.Paragraph(words.ClockNote);
        if (prose.Report.Times.IsStoryCut)
        {
            text.Paragraph(words.StoryCut);
        }
    }

    private static void Remaining(MarkdownText text, ReportProse prose)
    {
        text.Heading(2, prose.Words.WhatRemains);
        IEnumerable<string> sentences = prose.Remaining().Select(Escape);
        IEnumerable<string> requests = prose.Requests().Select(request => $"{Escape(request.Purpose)}{prose.Words.Colon}{Code(request.Json)}");
        string[] items = prose.IsWaiting ? [.. requests, .. sentences] : [.. sentences, .. requests];
        text.List(items.Length > 0 ? items : [Escape(prose.Words.NothingRemains)]);
        if (prose.Report.ApprovalExpiresAt is { } expiry)
        {
            text.Block($"{Escape(prose.Words.GoodUntil)}{prose.Words.Colon}{prose.Time(expiry)}");
        }
    }

    private static void Undo(MarkdownText text, ReportProse prose)
    {
        ReportUndo undo = prose.Report.Undo;
        text.Heading(2, prose.Words.HowToUndo(prose.Report.Goal));
        text.Paragraph(prose.Words.UndoState(undo.State));
        if (!undo.IsPossible)
        {
            return;
        }

        text.Paragraph(prose.Words.UndoWarning(undo.State));
        if (undo.BackupPath.Length > 0)
        {
            text.Block($"{Escape(prose.Words.Backup(undo.State))}{prose.Words.Colon}{Code(undo.BackupPath)}");
        }

        foreach ((string title, IReadOnlyList<string> lines, string language) in prose.UndoSteps())
        {
            Quote(text, title, lines, language);
        }
    }

    private static void Quote(MarkdownText text, string title, IReadOnlyCollection<string> lines, string language = "text")
    {
        if (lines.Count > 0)
        {
            text.Paragraph(title);
            text.Fence(lines, language);
        }
    }

    private static string Mark(bool? good) => good switch { true => "✅", false => "❌", _ => "❔" };
}
