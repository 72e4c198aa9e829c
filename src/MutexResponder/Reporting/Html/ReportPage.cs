using System.Globalization;
using MutexResponder.Diagnosis;
using MutexResponder.Incidents;
using MutexResponder.Reporting.Sections;
using MutexResponder.Verification;
using MutexResponder.Wording;

namespace MutexResponder.Reporting.Html;

/// <summary>The page's sections, in the order in which an engineer asks; a widget shows the same ones.</summary>
/// <param name="html">Where it goes.</param>
/// <param name="prose">The report in its language.</param>
/// <param name="hasButtons">What can be asked for are buttons elsewhere, and no texts to be copied.</param>
internal sealed class ReportPage(HtmlText html, ReportProse prose, bool hasButtons = false)
{
    private readonly Words _words = prose.Words;
    private readonly IncidentReport _report = prose.Report;

    /// <summary>Each with the name by which it can be asked for.</summary>
    public IReadOnlyList<(string Name, string Title, Action Write)> Sections
    {
        get
        {
            (string, string, Action) remains = ("remains", _words.Of(Label.WhatRemains), Remaining);
            List<(string, string, Action)> sections =
            [
                ("times", _words.Of(Label.TimeToRecovery), Times),
                ("happened", _words.Of(Label.WhatHappened), Happening),
                ("cause", _words.Of(Label.Cause, _report.Goal), Cause),
                ("done", _words.Of(Label.WhatWasDone), Actions),
                ("compared", _words.Of(Label.BeforeAndAfter, _report.Goal), Comparison),
                ("checks", _words.Of(Label.Checks, _report.Goal), Checks),
                ("undo", _words.Of(Label.HowToUndo, _report.Goal), Undo),
                ("environment", _words.Of(Label.Environment), Environment),
            ];
            sections.Insert(prose.NeedsPerson ? 0 : sections.Count - 2, remains);
            return prose.IsPlanFirst ? [("plan", _words.Of(Label.Plan), Plan), .. sections] : sections;
        }
    }

    public void Write()
    {
        html.Open("header");
        Head();
        html.Open("nav").Open("ul", ("class", "contents"));
        foreach ((string name, string title, _) in Sections.Where(section => section.Name != "times"))
        {
            html.Open("li").Element("a", title, ("href", "#" + name)).Close();
        }

        html.Close().Close().Close();
        foreach ((string name, string title, Action write) in Sections)
        {
            html.Open("section", ("id", name)).Element("h2", title);
            write();
            html.Close();
        }

        html.Open("footer").Element("p", _words.Of(Label.MadeFromRecord)).Close();
    }

    /// <summary>What a reader needs before all else.</summary>
    public void Head()
    {
        html.Element("p", prose.Words.Say(Said.Title(_report.Instance.ToString()), _report.Goal), ("class", "over"));
        html.Element("h1", prose.Headline);
        if (prose.HeadlineAfter("").Length > 0)
        {
            html.Open("p", ("class", "state")).Element("span", Badge().Mark + " " + prose.Phase(_report.Phase), ("class", "badge " + Badge().Look)).Close();
        }

        if (prose.Reason.Length > 0)
        {
            html.Element("p", prose.Reason, ("class", "lead"));
        }

        Facts(prose.First(), "facts first");
        if (prose.RecordedReason.Length > 0)
        {
            html.Element("p", $"{_words.Of(Label.Recorded)}{ReportProse.Colon}{prose.RecordedReason}", ("class", "recorded"));
        }

        html.Open("dl", ("class", "figures"));
        Figure(prose.OutageHead, prose.OutageInShort);
        Figure(_words.Of(Label.Total, _report.Goal), prose.Total);
        Figure(_words.Of(Label.SignalCount), _report.Signals.Count.ToString(CultureInfo.InvariantCulture));
        Figure(_words.Of(Label.Checks, _report.Goal), _report.Checks.IsEmpty ? "–" : string.Create(CultureInfo.InvariantCulture, $"{_report.Checks.Count(c => c.Passed == true)} / {_report.Checks.Length}"));
        html.Close();
    }

    private (string Look, string Mark) Badge() => BadgeOf(_report.Phase, _report.Goal);

    /// <summary>The class of a state's colours, and its mark for those who do not see them.</summary>
    public static (string Look, string Mark) BadgeOf(IncidentPhase phase, IncidentGoal goal) => phase switch
    {
        // Done as asked, and the site is exposed again.
        IncidentPhase.Resolved when goal == IncidentGoal.Rollback => ("warn", "✓"),
        IncidentPhase.Resolved => ("good", "✓"),
        IncidentPhase.Escalated => ("bad", "!"),
        IncidentPhase.AwaitingApproval => ("warn", "?"),
        IncidentPhase.NoAction => ("calm", "–"),
        _ => ("calm", "…"),
    };

    private void Figure(string label, string value) => html.Open("div").Element("dt", label).Element("dd", value).Close();

    private void Times()
    {
        TimelinePicture.Write(html, prose);
        html.Open("table", ("class", "times")).Open("tbody");

        // The picture's list has the length of each stretch; a stage is news here only where it has several or none.
        foreach (StageTime time in _report.Times.Stages.Where(t => _report.Times.Spans.Count(span => span.Stage == t.Stage) != 1))
        {
            html.Open("tr").Element("th", _words.Of(time.Stage), ("scope", "row")).Element("td", prose.StageTime(time)).Close();
        }

        html.Open("tr").Element("th", _words.Of(Label.Total, _report.Goal), ("scope", "row"))
            .Element("td", prose.Total).Close();
        html.Close().Close();
        html.Element("p", _report.Times.IsStoryCut ? $"{_words.Of(Label.ClockNote)} {_words.Of(Label.StoryCut)}" : _words.Of(Label.ClockNote), ("class", "note"));
    }

    private void Happening()
    {
        html.Element("p", prose.Outage, ("class", "lead"));
        html.Open("div", ("class", "columns"));
        Facts(prose.Identity());
        Facts(prose.Happening());
        html.Close();
        Quote(_words.Of(Label.ForwardedLines), _report.Signals.Lines);
        Quote(prose.ErrorLogHead, _report.Environment?.ErrorLog ?? []);
    }

    private void Environment()
    {
        if (_report.Environment is not { } environment)
        {
            html.Element("p", _words.Of(Label.NoEvidence));
            return;
        }

        Facts(prose.EnvironmentFacts(environment));
        Quote("/etc/os-release", environment.OsRelease);
        Quote(environment.VersionCommand, environment.VersionLines);
        Quote(_words.Of(Label.Directives), environment.Directives);
    }

    private void Cause()
    {
        if (_report.Cause is not { } cause)
        {
            html.Element("p", _words.Of(Label.NoEvidence));
            return;
        }

        if (_report.Rollback is not null)
        {
            html.Element("p", _words.Of(Label.DiagnosedBefore), ("class", "note"));
        }

        html.Open("p", ("class", "lead")).Text(prose.CauseSummary(cause) + " ").Element("code", cause.ReasonCode).Close();
        html.Element("h3", _words.Of(Label.Conditions));
        html.Open("ul", ("class", "checks"));
        foreach (Condition condition in cause.Conditions)
        {
            Check(condition.Holds, _words.Of(condition.Kind), prose.Holds(condition.Holds), prose.Say(condition.RestsOn));
        }

        html.Close();
        html.Element("p", prose.ConditionsTogether(cause));
        html.Element("h3", _words.Of(Label.Findings));
        foreach (Finding finding in cause.Findings)
        {
            html.Open("p").Text(prose.Say(finding.Statement) + " ").Element("code", finding.Code).Close();
            Pre(finding.RestsOn.Select(seen => prose.Say(seen)));
        }

        if (cause.RuledOut.Length > 0)
        {
            html.Element("h3", _words.Of(Label.RuledOut));
            html.Open("ol", ("class", "plain"));
            foreach (RuledOutCause ruledOut in cause.RuledOut)
            {
                html.Open("li").Element("strong", prose.Say(ruledOut.Cause)).Text($" — {prose.Say(ruledOut.Because)}");
                if (ruledOut.RestsOn is { } seen)
                {
                    html.Element("span", prose.Say(seen), ("class", "detail mono"), ("translate", "no"));
                }

                html.Close();
            }

            html.Close();
        }
    }

    private void Actions()
    {
        html.Element("h3", _words.Of(Label.Story));
        html.Open("ol", ("class", "story"));
        foreach (StoryEntry entry in _report.Actions.Story)
        {
            html.Open("li");
            html.Element("time", $"{prose.Time(entry.At)} · {prose.Phase(entry.Phase)}", ("datetime", entry.At.ToString("O", CultureInfo.InvariantCulture)));
            html.Text(prose.Story(entry)).Close();
        }

        html.Close();
        if (_report.Actions.Plan.Length > 0 && !prose.IsPlanFirst)
        {
            html.Element("h3", _words.Of(Label.Plan));
            if (!_report.Actions.WasSent)
            {
                html.Element("p", _words.Of(Label.PlanNotSent));
            }

            Plan();
        }

        Commands();
        Quote(_words.Of(Label.Results), _report.Actions.Results);
    }

    private void Plan()
    {
        List("ol", _report.Actions.Plan.Select(step => prose.Say(step)));
        Quote(prose.ByHandTitle, _report.Actions.ByHand);
    }

    private void Commands()
    {
        if (_report.Actions.Commands.IsEmpty)
        {
            return;
        }

        html.Element("h3", _words.Of(Label.Commands));
        html.Open("ul", ("class", "plain"));
        foreach (ReportCommand command in _report.Actions.Commands)
        {
            html.Open("li").Text($"{prose.ClockTime(command.At)} ").Element("strong", _words.Of(command.Kind)).Text(" ");
            html.Element("span", command.CommandId.Length > 0 ? command.CommandId : _words.Of(Label.NotConfirmed), ("class", "detail mono"), ("translate", "no")).Close();
        }

        html.Close();
    }

    private void Comparison()
    {
        if (_report.Comparison is not { } comparison)
        {
            html.Element("p", _words.Of(Label.NoEvidence));
            return;
        }

        html.Open("p").Element("code", "ipcs -a").Text(" " + prose.Difference(comparison)).Close();
        string after = comparison.AfterAt is { } at ? $" · {_words.Of(Label.After, _report.Goal)}{ReportProse.Colon}{prose.Time(at)}" : "";
        html.Element("p", $"{_words.Of(Label.Before, _report.Goal)}{ReportProse.Colon}{prose.Time(comparison.BeforeAt)}{after}", ("class", "note"));
        ComparisonTables.Write(html, prose, comparison);
    }

    private void Checks()
    {
        if (_report.Checks.IsEmpty)
        {
            html.Element("p", _words.Of(Label.NoChecks, _report.Goal));
            return;
        }

        html.Element("p", prose.ChecksPassed, ("class", "lead"));
        html.Open("ul", ("class", "checks"));
        foreach (Check check in _report.Checks)
        {
            Check(check.Passed, _words.Of(check.Kind), prose.Passed(check.Passed), prose.Say(check.Seen));
        }

        html.Close();
    }

    private void Remaining()
    {
        string[] sentences = [.. prose.Remaining()];
        (string Purpose, string Json)[] requests = [.. hasButtons ? [] : prose.Requests()];
        if (sentences.Length + requests.Length == 0)
        {
            html.Element("p", _words.Of(Label.NothingRemains));
            return;
        }

        if (!prose.IsWaiting)
        {
            List("ul", sentences);
        }

        foreach ((string purpose, string json) in requests)
        {
            Quote(purpose, [json]);
        }

        if (prose.IsWaiting)
        {
            List("ul", sentences);
        }

        if (_report.ApprovalExpiresAt is { } expiry)
        {
            html.Element("p", $"{_words.Of(Label.GoodUntil)}{ReportProse.Colon}{prose.Time(expiry)}");
        }
    }

    private void Undo()
    {
        ReportUndo undo = _report.Undo;
        html.Element("p", _words.Of(Label.UndoState, undo.State));
        if (!undo.IsPossible)
        {
            return;
        }

        html.Element("p", _words.Of(Label.UndoWarning, undo.State));
        Quote(_words.Of(Label.Backup, undo.State), undo.BackupPath.Length > 0 ? [undo.BackupPath] : []);
        foreach ((string title, IReadOnlyList<string> lines, _) in prose.UndoSteps())
        {
            Quote(title, lines);
        }
    }

    private void Facts(IEnumerable<(string Label, string Value)> facts, string look = "facts")
    {
        html.Open("dl", ("class", look));
        foreach ((string label, string value) in facts)
        {
            html.Element("dt", label).Element("dd", value);
        }

        html.Close();
    }

    private void Check(bool? good, string name, string word, string detail)
    {
        (string look, string icon) = good switch { true => ("yes", "✓"), false => ("no", "✗"), _ => ("dunno", "?") };
        html.Open("li", ("class", look)).Element("span", icon, ("class", "icon"), ("aria-hidden", "true"));
        html.Open("span").Text(name).Element("span", word, ("class", "word"));
        html.Element("span", detail, ("class", "detail")).Close().Close();
    }

    private void List(string element, IEnumerable<string> sentences)
    {
        string[] all = [.. sentences];
        if (all.Length == 0)
        {
            return;
        }

        html.Open(element, ("class", "plain"));
        foreach (string sentence in all)
        {
            html.Element("li", sentence);
        }

        html.Close();
    }

    private void Quote(string title, IReadOnlyCollection<string> lines)
    {
        if (lines.Count > 0)
        {
            html.Element("h3", title);
            Pre(lines);
        }
    }

    private void Pre(IEnumerable<string> lines) => html.Element("pre", string.Join('\n', lines), ("translate", "no"));
}
