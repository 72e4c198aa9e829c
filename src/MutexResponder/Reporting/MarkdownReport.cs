using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Reporting.Markdown;
using MutexResponder.Reporting.Sections;
using MutexResponder.Wording;
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
        var prose = new ReportProse(report, language);
        var text = new MarkdownText();
        Head(text, prose);
        if (prose.IsPlanFirst)
        {
            text.Heading(2, prose.Words.Of(Label.Plan));
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
        text.Paragraph(prose.Words.Of(Label.MadeFromRecord));
        return text.ToString();
    }

    private static void Head(MarkdownText text, ReportProse prose)
    {
        text.Heading(1, prose.Words.Say(Said.Title(prose.Report.Instance.ToString()), prose.Report.Goal));
        text.Block($"**{Escape(prose.Phase(prose.Report.Phase))}**{Escape(prose.HeadlineAfter(" — "))}");
        if (prose.Reason.Length > 0)
        {
            text.Paragraph(prose.Reason);
        }

        text.List(prose.First().Select(fact => $"**{Escape(fact.Label)}**{ReportProse.Colon}{Escape(fact.Value)}"));
        if (prose.RecordedReason.Length > 0)
        {
            text.Block($"{Escape(prose.Words.Of(Label.Recorded))}{ReportProse.Colon}{Code(prose.RecordedReason)}");
        }

        text.Facts(prose.Identity(), ReportProse.Colon);
    }

    private static void Happening(MarkdownText text, ReportProse prose)
    {
        text.Heading(2, prose.Words.Of(Label.WhatHappened));
        text.Paragraph(prose.Outage);
        text.Facts(prose.Happening(), ReportProse.Colon);
        Quote(text, prose.Words.Of(Label.ForwardedLines), prose.Report.Signals.Lines);
        Quote(text, prose.ErrorLogHead, prose.Report.Environment?.ErrorLog ?? []);
    }

    private static void Environment(MarkdownText text, ReportProse prose)
    {
        text.Heading(2, prose.Words.Of(Label.Environment));
        if (prose.Report.Environment is not { } environment)
        {
            text.Paragraph(prose.Words.Of(Label.NoEvidence));
            return;
        }

        text.Facts(prose.EnvironmentFacts(environment), ReportProse.Colon);
        Quote(text, "/etc/os-release", environment.OsRelease);
        Quote(text, environment.VersionCommand, environment.VersionLines);
        Quote(text, prose.Words.Of(Label.Directives), environment.Directives);
    }

    private static void Cause(MarkdownText text, ReportProse prose)
    {
        Words words = prose.Words;
        text.Heading(2, words.Of(Label.Cause, prose.Report.Goal));
        if (prose.Report.Cause is not { } cause)
        {
            text.Paragraph(words.Of(Label.NoEvidence));
            return;
        }

        if (prose.Report.Rollback is not null)
        {
            text.Paragraph(words.Of(Label.DiagnosedBefore));
        }

        text.Block($"{Escape(prose.CauseSummary(cause))} ({Code(cause.ReasonCode)})");
        text.Heading(3, words.Of(Label.Conditions));
        text.List(cause.Conditions.Select(c => $"{Mark(c.Holds)} **{Escape(prose.Holds(c.Holds))}** — {Escape(words.Of(c.Kind))}{ReportProse.Colon}{Code(prose.Say(c.RestsOn))}"));
        text.Paragraph(prose.ConditionsTogether(cause));
        text.Heading(3, words.Of(Label.Findings));
        foreach (Finding finding in cause.Findings)
        {
            text.Block($"**{Escape(prose.Say(finding.Statement))}** ({Code(finding.Code)})");
            text.Fence(finding.RestsOn.Select(seen => prose.Say(seen)));
        }

        if (cause.RuledOut.Length > 0)
        {
            text.Heading(3, words.Of(Label.RuledOut));
            text.NumberedList(cause.RuledOut.Select(r => $"{Escape(prose.Say(r.Cause))} — {Escape(prose.Say(r.Because))} {Code(r.RestsOn is { } seen ? prose.Say(seen) : "")}".TrimEnd()));
        }
    }

    private static void Actions(MarkdownText text, ReportProse prose)
    {
        ReportActions actions = prose.Report.Actions;
        text.Heading(2, prose.Words.Of(Label.WhatWasDone));
        text.Heading(3, prose.Words.Of(Label.Story));
        text.List(actions.Story.Select(e => $"{prose.Time(e.At)} **{Escape(prose.Phase(e.Phase))}** — {Escape(prose.Story(e))}"));
        if (actions.Plan.Length > 0 && !prose.IsPlanFirst)
        {
            text.Heading(3, prose.Words.Of(Label.Plan));
            if (!actions.WasSent)
            {
                text.Paragraph(prose.Words.Of(Label.PlanNotSent));
            }

            Plan(text, prose);
        }

        if (actions.Commands.Length > 0)
        {
            text.Paragraph(prose.Words.Of(Label.Commands));
            text.List(actions.Commands.Select(c =>
                $"{prose.Time(c.At)} **{Escape(prose.Words.Of(c.Kind))}** — {(c.CommandId.Length > 0 ? Code(c.CommandId) : Escape(prose.Words.Of(Label.NotConfirmed)))}"));
        }

        Quote(text, prose.Words.Of(Label.Results), actions.Results);
    }

    private static void Plan(MarkdownText text, ReportProse prose)
    {
        text.NumberedList(prose.Report.Actions.Plan.Select(step => Escape(prose.Say(step))));
        Quote(text, prose.ByHandTitle, prose.Report.Actions.ByHand);
    }

    private static void Comparison(MarkdownText text, ReportProse prose)
    {
        IncidentGoal goal = prose.Report.Goal;
        text.Heading(2, prose.Words.Of(Label.BeforeAndAfter, goal));
        if (prose.Report.Comparison is not { } comparison)
        {
            text.Paragraph(prose.Words.Of(Label.NoEvidence));
            return;
        }

        bool hasAfter = comparison.AfterAt is not null;
        text.Paragraph(prose.Difference(comparison));
        text.Block($"{Escape(prose.Words.Of(Label.Before, goal))}{ReportProse.Colon}{prose.Time(comparison.BeforeAt)}"
            + (hasAfter ? $" / {Escape(prose.Words.Of(Label.After, goal))}{ReportProse.Colon}{prose.Time(comparison.AfterAt)}" : ""));
        text.Fence(["$ ipcs -a", .. comparison.Tables.SelectMany(table => SideBySide.Lines(table, hasAfter).Prepend(""))]);
    }

    private static void Checks(MarkdownText text, ReportProse prose)
    {
        text.Heading(2, prose.Words.Of(Label.Checks, prose.Report.Goal));
        if (prose.Report.Checks.IsEmpty)
        {
            text.Paragraph(prose.Words.Of(Label.NoChecks, prose.Report.Goal));
            return;
        }

        text.Paragraph(prose.ChecksPassed);
        text.List(prose.Report.Checks.Select(c =>
            $"{Mark(c.Passed)} **{Escape(prose.Passed(c.Passed))}** — {Escape(prose.Words.Of(c.Kind))}{ReportProse.Colon}{Code(prose.Say(c.Seen))}"));
    }

    private static void Times(MarkdownText text, ReportProse prose)
    {
        Words words = prose.Words;
        text.Heading(2, words.Of(Label.TimeToRecovery));
        text.Block(string.Join('\n', (string[])
        [
            $"| {words.Of(Label.StageHead)} | {words.Of(Label.TimeHead)} |",
            "|---|---:|",
            .. prose.Report.Times.Stages.Select(time => $"| {words.Of(time.Stage)} | {prose.StageTime(time)} |"),
            $"| **{words.Of(Label.Total, prose.Report.Goal)}** | **{prose.Total}** |",
        ]));
        text.Paragraph(words.Of(Label.ClockNote));
        if (prose.Report.Times.IsStoryCut)
        {
            text.Paragraph(words.Of(Label.StoryCut));
        }
    }

    private static void Remaining(MarkdownText text, ReportProse prose)
    {
        text.Heading(2, prose.Words.Of(Label.WhatRemains));
        IEnumerable<string> sentences = prose.Remaining().Select(Escape);
        IEnumerable<string> requests = prose.Requests().Select(request => $"{Escape(request.Purpose)}{ReportProse.Colon}{Code(request.Json)}");
        string[] items = prose.IsWaiting ? [.. requests, .. sentences] : [.. sentences, .. requests];
        text.List(items.Length > 0 ? items : [Escape(prose.Words.Of(Label.NothingRemains))]);
        if (prose.Report.ApprovalExpiresAt is { } expiry)
        {
            text.Block($"{Escape(prose.Words.Of(Label.GoodUntil))}{ReportProse.Colon}{prose.Time(expiry)}");
        }
    }

    private static void Undo(MarkdownText text, ReportProse prose)
    {
        ReportUndo undo = prose.Report.Undo;
        text.Heading(2, prose.Words.Of(Label.HowToUndo, prose.Report.Goal));
        text.Paragraph(prose.Words.Of(Label.UndoState, undo.State));
        if (!undo.IsPossible)
        {
            return;
        }

        text.Paragraph(prose.Words.Of(Label.UndoWarning, undo.State));
        if (undo.BackupPath.Length > 0)
        {
            text.Block($"{Escape(prose.Words.Of(Label.Backup, undo.State))}{ReportProse.Colon}{Code(undo.BackupPath)}");
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
