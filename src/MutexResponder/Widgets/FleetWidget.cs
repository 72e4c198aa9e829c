using System.Globalization;
using MutexResponder.Incidents;
using MutexResponder.Reporting;
using MutexResponder.Reporting.Html;
using MutexResponder.Wording;

namespace MutexResponder.Widgets;

/// <summary>All instances that need looking at: what waits for a person, what goes on by itself, what ended lately.</summary>
public static class FleetWidget
{
    private const string ModeApprove = "mode-approve";

    /// <summary>The widgets' documentation, in Markdown: what the console shows to whoever edits one.</summary>
    public static string Describe(ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(language);
        string Of(WidgetLabel label) => language.Words.Of(label);
        return $"""
            ## Accept-Mutex Responder
            {Of(WidgetLabel.Description)}

            {Of(WidgetLabel.Parameter)}
            ---|---
            **widget** | {Of(WidgetLabel.ParameterWidget)}
            **incidentId** | {Of(WidgetLabel.ParameterIncident)}
            **lang** | {Of(WidgetLabel.ParameterLanguage)}

            ``` yaml
            widget: incident
            incidentId: newest
            ```
            """;
    }

    /// <returns>HTML to be put into the console's page, at most <see cref="WidgetView.MaxChars"/> characters.</returns>
    public static string Write(FleetView fleet, WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(view);
        var page = new WidgetHtml(view);
        ListedIncident[] open = [.. fleet.Open.OrderBy(one => one.Phase != IncidentPhase.AwaitingApproval).ThenBy(one => one.OpenedAt)];
        int waitingCount = open.Count(one => one.Phase == IncidentPhase.AwaitingApproval);
        page.Html.Open("p", ("class", "tally"));
        Count(page, "warn", waitingCount, WidgetSaid.WaitForPerson);
        Count(page, "calm", open.Length - waitingCount, WidgetSaid.GoOn);
        Count(page, "bad", fleet.Ended.Count(one => one.Phase == IncidentPhase.Escalated), WidgetSaid.HandedOver);
        Count(page, "good", fleet.Ended.Count(one => one.Phase == IncidentPhase.Resolved), WidgetSaid.HaveRecovered);
        page.Html.Close();

        page.Html.Element("h2", page.Of(WidgetLabel.OpenIncidents));
        if (open.Length == 0)
        {
            page.Html.Element("p", page.Of(WidgetLabel.NothingOpen), ("class", "calmly"));
        }

        Rows(page, open.Skip(fleet.From).Take(FleetView.PageLength));
        int restCount = open.Length - fleet.From - FleetView.PageLength;
        if (restCount > 0)
        {
            string next = (fleet.From + FleetView.PageLength).ToString(CultureInfo.InvariantCulture);
            page.Html.Open("p", ("class", "asks"));
            page.Button(page.Say(WidgetSaid.More(restCount)), $$"""{"widget":"fleet","from":{{next}}}""");
            page.Html.Close();
        }

        if (fleet.Ended.Count > 0)
        {
            page.Html.Element("h2", page.Of(WidgetLabel.EndedIncidents));
            Rows(page, fleet.Ended.Take(FleetView.EndedAtOnce));
        }

        if (fleet.Ended.Count > FleetView.EndedAtOnce)
        {
            page.Html.Open("details").Element("summary", page.Say(WidgetSaid.More(fleet.Ended.Count - FleetView.EndedAtOnce)));
            Rows(page, fleet.Ended.Skip(FleetView.EndedAtOnce));
            page.Html.Close();
        }

        return page.ToString();
    }

    private static void Count(WidgetHtml page, string look, int count, Func<int, Statement> of)
    {
        if (count > 0)
        {
            page.Html.Element("span", page.Say(of(count)), ("class", "badge " + look));
        }
    }

    private static void Rows(WidgetHtml page, IEnumerable<ListedIncident> incidents)
    {
        ListedIncident[] rows = [.. incidents];
        if (rows.Length == 0)
        {
            return;
        }

        page.Html.Open("ul", ("class", "rows"));
        foreach (ListedIncident one in rows)
        {
            Row(page, one);
        }

        page.Html.Close();
    }

    private static void Row(WidgetHtml page, ListedIncident one)
    {
        (string look, string mark) = ReportPage.BadgeOf(one.Phase, one.Goal);
        string phase = page.Words.Of(one.Phase, one.Goal);
        string title = page.Words.Part(one.ReasonCode, "title", one.Goal) ?? ReportText.Name(one.ReasonCode);

        // That the plan waits the state says already; of another reason to ask a person, the reason is news.
        string what = title.Length > 0 && one.ReasonCode != ModeApprove ? title : one.ClosedAt is null && one.Phase != IncidentPhase.AwaitingApproval ? page.Words.Of(WidgetLabel.WaitsFor, one.Phase) : "";
        string when = one.ClosedAt is { } end
            ? page.Say(WidgetSaid.EndedAgo(page.Since(end), page.Time(end)))
            : page.Say(WidgetSaid.OpenFor(page.Since(one.OpenedAt), page.Time(one.OpenedAt)));
        string by = one.AnswerBy is { } expiry ? $"{page.Words.Of(Label.GoodUntil)}{ReportProse.Colon}{page.Time(expiry)}" : "";
        page.Html.Open("li");
        page.Html.Element("span", $"{mark} {phase}", ("class", "badge " + look));
        page.Html.Element("span", one.Instance.ToString(), ("class", "who mono"), ("translate", "no"));
        page.Html.Element("span", string.Join(" · ", new[] { what, when, by }.Where(part => part.Length > 0)), ("class", "what"));
        page.Html.Open("span", ("class", "open"));
        page.Button(page.Of(WidgetLabel.Show), page.Page(one.Instance, one.IncidentId, isPopup: true), "small", opensPopup: true);
        page.Html.Close().Close();
    }
}

/// <summary>What the fleet's page shows.</summary>
/// <param name="Open">Those that have not ended.</param>
/// <param name="Ended">Those that ended lately, the newest first.</param>
/// <param name="From">How many of the open ones stand on the pages before this one.</param>
public sealed record FleetView(IReadOnlyList<ListedIncident> Open, IReadOnlyList<ListedIncident> Ended, int From)
{
    /// <summary>Open incidents that the page knows of.</summary>
    public const int MaxOpen = 1_000;

    /// <summary>Open incidents on one page.</summary>
    public const int PageLength = 100;

    /// <summary>Ended incidents that are seen at once; the others unfold.</summary>
    public const int EndedAtOnce = 8;
}
