using System.Globalization;
using MutexResponder.Diagnosis;
using MutexResponder.Fleet;
using MutexResponder.Incidents;
using MutexResponder.Reporting;
using MutexResponder.Reporting.Html;
using MutexResponder.Wording;

namespace MutexResponder.Widgets;

/// <summary>All instances that need looking at: what waits for a person, what goes on by itself, what ended lately, what will fail.</summary>
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
        ListedIncident[] open = [.. fleet.Open.OrderBy(one => one.Need).ThenBy(one => one.OpenedAt)];
        int waitingCount = open.Count(one => one.Phase == IncidentPhase.AwaitingApproval);
        page.Html.Open("p", ("class", "tally"));
        Count(page, "warn", waitingCount, WidgetSaid.WaitForPerson);
        Count(page, "calm", open.Length - waitingCount, WidgetSaid.GoOn);
        Count(page, "bad", fleet.Ended.Count(one => one.Phase == IncidentPhase.Escalated), WidgetSaid.HandedOver);
        Count(page, "warn", fleet.Tally?.AtRiskCount ?? 0, WidgetSaid.AreAtRisk);
        Count(page, "good", fleet.Ended.Count(one => one.Phase == IncidentPhase.Resolved), WidgetSaid.HaveRecovered);
        page.Html.Close();

        page.Html.Element("h2", page.Of(WidgetLabel.OpenIncidents));
        if (open.Length == 0)
        {
            page.Html.Element("p", page.Of(WidgetLabel.NothingOpen), ("class", "calmly"));
        }

        Rows(page, open.Skip(fleet.From).Take(FleetView.PageLength), Row);
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
            Folded(page, [.. fleet.Ended.OrderBy(one => one.Goal).ThenByDescending(one => one.ClosedAt)], 0, Row);
        }

        if (fleet.Tally is { } tally)
        {
            AtRisk(page, tally, [.. open.Select(one => one.Instance)]);
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

    /// <summary>Machines that serve and will not; where an incident goes on, its row says more.</summary>
    private static void AtRisk(WidgetHtml page, FleetTally tally, HashSet<InstanceId> open)
    {
        page.Html.Element("h2", page.Of(WidgetLabel.AtRiskInstances));
        page.Html.Element("p", (tally.AtRiskCount == 0 ? page.Of(WidgetLabel.NoneAtRisk) + " " : "") + FleetText.Summary(tally, page.View.Language), ("class", "calmly"));
        Folded(page, [.. tally.AtRisk.Where(entry => !open.Contains(entry.Instance))], tally.AtRiskCount - tally.AtRisk.Length, Row);
    }

    /// <summary>The first few rows; the others unfold.</summary>
    /// <param name="page">The page.</param>
    /// <param name="all">The rows.</param>
    /// <param name="restCount">How many there are besides, which have no rows.</param>
    /// <param name="row">Writes one.</param>
    private static void Folded<T>(WidgetHtml page, IReadOnlyList<T> all, int restCount, Action<WidgetHtml, T> row)
    {
        Rows(page, all.Take(FleetView.RowsAtOnce), row);
        if (all.Count > FleetView.RowsAtOnce)
        {
            page.Html.Open("details").Element("summary", page.Say(WidgetSaid.More(all.Count - FleetView.RowsAtOnce)));
            Rows(page, all.Skip(FleetView.RowsAtOnce), row);
            page.Html.Close();
        }

        if (restCount > 0)
        {
            page.Html.Element("p", page.Say(FleetText.More(restCount)), ("class", "calmly"));
        }
    }

    private static void Rows<T>(WidgetHtml page, IEnumerable<T> all, Action<WidgetHtml, T> row)
    {
        T[] rows = [.. all];
        if (rows.Length == 0)
        {
            return;
        }

        page.Html.Open("ul", ("class", "rows"));
        foreach (T one in rows)
        {
            row(page, one);
        }

        page.Html.Close();
    }

    private static void Row(WidgetHtml page, FleetEntry entry)
    {
        string when = entry.LookedAt is { } at ? page.Say(entry.StaleBecause is null ? WidgetSaid.LookedAgo(page.Since(at), page.Time(at)) : WidgetSaid.LookedAgoLast(page.Since(at), page.Time(at))) : "";
        Head(page, "warn", $"▲ {page.Of(WidgetLabel.AtRisk)}", entry.Instance, [FleetText.RisksOf(entry, page.View.Language), when]);
        if (page.View.MayPrevent && entry.Outlook is Outlook.AtRisk { IsMendable: true })
        {
            page.Button(
                page.Words.Of(WidgetLabel.Prevent, page.View.Prevention),
                Ask("prevent", entry.Instance),
                "small",
                page.Words.Say(WidgetSaid.AskPrevent(entry.Instance.ToString()), page.View.Prevention),
                opensPopup: true);
        }
        else
        {
            page.Button(page.Of(WidgetLabel.Inspect), Ask("inspect", entry.Instance), "small", page.Say(WidgetSaid.AskInspect(entry.Instance.ToString())), opensPopup: true);
        }

        page.Html.Close().Close();
    }

    /// <summary>The answer is the page of the incident that begins, over the dashboard.</summary>
    private static string Ask(string action, InstanceId instance) => $$"""{"action":"{{action}}","instanceId":"{{instance}}","display":"popup"}""";

    /// <summary>A row up to its buttons.</summary>
    private static void Head(WidgetHtml page, string look, string badge, InstanceId instance, string[] what)
    {
        page.Html.Open("li");
        page.Html.Element("span", badge, ("class", "badge " + look));
        page.Html.Element("span", instance.ToString(), ("class", "who mono"), ("translate", "no"));
        page.Html.Element("span", string.Join(" · ", what.Where(part => part.Length > 0)), ("class", "what"));
        page.Html.Open("span", ("class", "open"));
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
        Head(page, look, $"{mark} {phase}", one.Instance, [what, when, by]);
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
    /// <summary>What is known of the machines that serve; null where nobody looks at them by itself.</summary>
    public FleetTally? Tally { get; init; }

    /// <summary>Open incidents that the page knows of.</summary>
    public const int MaxOpen = 1_000;

    /// <summary>Open incidents on one page.</summary>
    public const int PageLength = 100;

    /// <summary>Ended incidents, and machines at risk, that are seen at once; the others unfold.</summary>
    public const int RowsAtOnce = 8;
}
