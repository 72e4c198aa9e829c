using System.Globalization;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Reporting;
using MutexResponder.Reporting.Html;
using MutexResponder.Reporting.Sections;
using MutexResponder.Requests;

namespace MutexResponder.Widgets;

/// <summary>One incident whole: the report's own page, with buttons for what can be asked for now.</summary>
public static class IncidentWidget
{
    /// <summary>What stands on the page where the incident's report would.</summary>
    /// <param name="view">For whom.</param>
    /// <param name="incident">Which was asked for; null for the newest.</param>
    /// <returns>HTML to be put into the console's page.</returns>
    public static string WriteNone(WidgetView view, string? incident)
    {
        var page = new WidgetHtml(view);
        page.Html.Element("h1", incident is null ? page.Of(WidgetLabel.NoIncidentYet) : page.Of(WidgetLabel.NoSuchIncident));
        page.Html.Element("p", incident is null ? page.Of(WidgetLabel.AllQuiet) : incident, ("class", "calmly"));
        return page.ToString();
    }

    /// <summary>The store could not be read.</summary>
    public static string WriteUnread(WidgetView view, string code)
    {
        var page = new WidgetHtml(view);
        page.Html.Open("div", ("class", "notice bad"), ("role", "status")).Open("p").Text(page.Of(WidgetLabel.Unread) + " ").Element("code", code).Close().Close();
        return page.ToString();
    }

    /// <summary>A button's request that no page of ours makes, or that leads to no incident.</summary>
    /// <param name="view">For whom.</param>
    /// <param name="message">What is wrong with it; null where it has no button.</param>
    public static string WriteRefusal(WidgetView view, string? message)
    {
        var page = new WidgetHtml(view);
        message ??= page.Of(WidgetLabel.NoButton);
        page.Html.Open("div", ("class", "notice bad"), ("role", "status")).Open("p").Element("strong", page.Of(WidgetLabel.NotUnderstood)).Text(" " + ReportText.Sentence(message)).Close().Close();
        return page.ToString();
    }

    /// <param name="report">The incident.</param>
    /// <param name="seen">The machine's state that a waiting plan is for; null where none waits.</param>
    /// <param name="view">For whom.</param>
    /// <param name="section">Of the sections this one alone; empty for all that fit.</param>
    /// <param name="notice">What became of a button; null where none was pressed.</param>
    /// <returns>HTML to be put into the console's page, at most <see cref="WidgetView.MaxChars"/> characters.</returns>
    public static string Write(IncidentReport report, SeenPlan? seen, WidgetView view, string section = "", WidgetNotice? notice = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(view);
        var page = new WidgetHtml(view);
        var prose = new ReportProse(report, view.Language);
        if (notice is not null)
        {
            Notice(page, prose, notice);
        }

        page.Html.Open("header");
        new ReportPage(page.Html, prose).Head();
        page.Html.Close();
        Asks(page, prose, seen);
        foreach ((string name, string title, _) in new ReportPage(page.Html, prose).Sections.Where(one => section.Length == 0 || one.Name == section))
        {
            string written = Section(prose, name, title);
            if (page.Html.Length + written.Length <= WidgetView.MaxChars - MaxEndChars)
            {
                page.Html.Piece(written);
            }
            else
            {
                Elsewhere(page, report, name, title, isAlone: section.Length > 0);
            }
        }

        page.Html.Open("footer").Element("p", page.Words.Of(Label.MadeFromRecord)).Element("p", page.Of(WidgetLabel.Export), ("class", "note"));
        page.Html.Element("pre", Export(report, view), ("translate", "no")).Close();
        return page.ToString();
    }

    /// <summary>Room that is left for the buttons of sections that do not fit, and for the foot.</summary>
    private const int MaxEndChars = 8_000;

    private static string Section(ReportProse prose, string name, string title)
    {
        var piece = new HtmlText(isPage: false);
        piece.Open("section").Element("h2", title);
        new ReportPage(piece, prose, hasButtons: true).Sections.First(one => one.Name == name).Write();
        return piece.Close().ToString();
    }

    private static void Elsewhere(WidgetHtml page, IncidentReport report, string name, string title, bool isAlone)
    {
        page.Html.Open("section").Element("h2", title).Element("p", isAlone ? page.Of(WidgetLabel.TooLongAlone) : page.Of(WidgetLabel.TooLong));
        if (!isAlone)
        {
            page.Button(page.Of(WidgetLabel.Show), page.Page(report.Instance, report.IncidentId, name, isPopup: true), opensPopup: true);
        }

        page.Html.Close();
    }

    private static void Asks(WidgetHtml page, ReportProse prose, SeenPlan? seen)
    {
        ReportRequests asks = prose.Report.Requests;
        string instance = prose.Report.Instance.ToString();
        (string Label, string Request, string Look, string Question)[] buttons =
        [
            .. page.View.ApprovalNeedsProof ? [] : new[] { (page.Of(WidgetLabel.Approve), asks.Approve, "go", page.Say(WidgetSaid.AskApprove(instance)) + "\n" + Numbered(prose)) },
            (page.Of(WidgetLabel.Reject), asks.Reject, "stop", page.Say(WidgetSaid.AskReject(instance))),
            (page.Of(WidgetLabel.Inspect), asks.Inspect, "", page.Say(WidgetSaid.AskInspect(instance))),
            (page.Of(WidgetLabel.Remediate), asks.Remediate, "", page.Say(WidgetSaid.AskRemediate(instance))),
            (page.Words.Of(WidgetLabel.Prevent, page.View.Prevention), PreventOf(prose.Report, page.View), "go", page.Words.Say(WidgetSaid.AskPrevent(instance), page.View.Prevention)),
            (page.Of(WidgetLabel.RollBack), RollbackOf(prose.Report, page.View), "", $"{page.Say(WidgetSaid.AskRollBack(instance))}\n{page.Words.Of(Label.UndoWarning, prose.Report.Undo.State)}"),
        ];
        buttons = [.. buttons.Where(button => button.Request.Length > 0 && !page.View.IsHistory)];
        if (page.View.ApprovalNeedsProof && asks.Approve.Length > 0)
        {
            page.Html.Element("p", page.Of(WidgetLabel.ApproveByRunbook), ("class", "note"));
        }

        if (buttons.Length == 0)
        {
            return;
        }

        page.Html.Open("div", ("class", "asks"));
        page.Html.Open("form").Empty(
            "input", ("name", "by"), ("placeholder", page.Of(WidgetLabel.YourName)), ("title", page.Of(WidgetLabel.YourNameNote)), ("value", ReportText.Name(page.View.ViewerName)), ("maxlength", "100")).Close();
        string popup = page.View.IsPopup ? ",\"display\":\"popup\"" : "";
        foreach ((string label, string request, string look, string question) in buttons)
        {
            string plan = request == asks.Approve && seen is not null ? ",\"seen\":" + seen.ToJson() : "";
            page.Button(label, $"{request[..^1]}{plan}{popup}}}", look, question);
        }

        page.Html.Close();
    }

    /// <summary>The request that takes the risk away, once the incident is over and the site serves on what the next logout removes.</summary>
    private static string PreventOf(IncidentReport report, WidgetView view) =>
        view.MayPrevent && report is { ClosedAt: not null, Outage.Newest: SiteState.Answers, Requests.Sweep.Length: > 0 } && (report.Rollback is not null || report.Phase != IncidentPhase.Resolved)
            ? Opening.RequestText("prevent", report.Instance)
            : "";

    /// <summary>The request that takes the change back, once the incident is over; after a rollback it is another one.</summary>
    private static string RollbackOf(IncidentReport report, WidgetView view) =>
        !view.MayRollBack(report.ChangedBy) ? "" : report.ClosedAt is not null && report.Rollback is null ? report.Undo.Request : report.Requests.Rollback;

    private static string Numbered(ReportProse prose) =>
        string.Join('\n', prose.Report.Actions.Plan.Select((step, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {prose.Say(step)}")));

    private static void Notice(WidgetHtml page, ReportProse prose, WidgetNotice notice)
    {
        page.Html.Open("div", ("class", notice.RefusalCode is null ? "notice" : "notice bad"), ("role", "status"));
        if (notice.RefusalCode is not { } code)
        {
            // After an approval the instance is looked at once more: it stands there, or the same answer came before.
            bool isRepeated = notice.Action == ManualAction.Approve && prose.Report.Phase != IncidentPhase.Inspecting;
            page.Html.Element("p", isRepeated ? page.Of(WidgetLabel.ApprovedBefore) : page.Words.Of(WidgetLabel.Done, notice.Action)).Close();
            return;
        }

        page.Html.Open("p").Element("strong", page.Words.Of(WidgetLabel.NotDone, notice.Action)).Text(" " + (Refused(page, code) ?? ReportText.Sentence(notice.Message))).Close();
        string standing = $"{page.Of(WidgetLabel.NowStands)}{ReportProse.Colon}{prose.Phase(prose.Report.Phase)}{prose.HeadlineAfter(". ")}.";
        page.Html.Open("ul");
        foreach (string change in notice.Changes.Select(change => page.Words.Of(change)).Append(standing))
        {
            page.Html.Element("li", change);
        }

        page.Html.Close().Close();
    }

    /// <summary>The refusals that a page can meet; null for others, which the core says itself.</summary>
    private static string? Refused(WidgetHtml page, string code) => code switch
    {
        "nothing-waits" => page.Of(WidgetLabel.NothingWaits),
        "other-incident" => page.Of(WidgetLabel.OtherIncident),
        "other-plan" => page.Of(WidgetLabel.OtherPlan),
        "plan-waits" => page.Of(WidgetLabel.PlanWaits),
        "approver-not-proven" => page.Of(WidgetLabel.ApproveByRunbook),
        "repeated-by-refresh" => page.Of(WidgetLabel.RepeatedByRefresh),
        _ => null,
    };

    /// <summary>The command that gives the whole report as a file.</summary>
    private static string Export(IncidentReport report, WidgetView view)
    {
        string function = view.Endpoint.Split(':') is [_, _, _, _, _, _, { Length: > 0 } name, ..] ? name : view.Endpoint;
        string request = $$"""{"action":"report","incidentId":"{{report.IncidentId}}","format":"html"}""";
        return $"aws lambda invoke --function-name {function} --cli-binary-format raw-in-base64-out --payload '{request}' reply.json && jq -r .report reply.json > report.html";
    }
}
