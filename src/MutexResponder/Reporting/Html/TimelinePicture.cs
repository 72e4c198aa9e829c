using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Reporting.Sections;
using MutexResponder.Wording;

namespace MutexResponder.Reporting.Html;

/// <summary>
/// Two bars over one another: when the site was down, and what the responder did meanwhile. Places are percentages and heights
/// pixels, so the picture fits any width without shrinking its words; the numbers lead to the list below it.
/// </summary>
internal static class TimelinePicture
{
    public static void Write(HtmlText html, ReportProse prose)
    {
        ImmutableArray<StageSpan> spans = prose.Report.Times.Spans;
        if (spans.IsEmpty)
        {
            return;
        }

        DateTimeOffset start = spans[0].StartedAt;
        DateTimeOffset? failedAt = prose.Report.Outage.FailedAt;
        bool leads = failedAt < start;
        var scale = new TimeScale([.. leads ? [failedAt!.Value] : Array.Empty<DateTimeOffset>(), start, .. spans.Select(span => span.EndedAt ?? span.StartedAt)]);
        html.Open("figure", ("class", "picture"));
        html.Open("svg", ("xmlns", "http://www.w3.org/2000/svg"), ("width", "100%"), ("height", "118"), ("role", "img"), ("aria-label", prose.Words.Of(Label.TimelinePicture)));
        Caption(html, "0", "12", "start", prose.Words.Of(Label.Site));
        Site(html, prose, scale);
        Caption(html, "0", "58", "start", prose.Words.Of(Label.Responder));
        for (int i = 0; i < spans.Length; i++)
        {
            (double from, double to) = scale.Stretch(leads ? i + 1 : i);
            Bar(html, from, to, "66", "28", "stage " + Class(spans[i].Stage), $"{prose.Words.Of(spans[i].Stage)} {Length(prose, spans[i])}");
            html.Element("text", (i + 1).ToString(CultureInfo.InvariantCulture), ("x", Percent((from + to) / 2)), ("y", "85"), ("text-anchor", "middle"), ("class", to - from < MinNumberPercent ? "number slim" : "number"));
        }

        Caption(html, "0", "114", "start", prose.ClockTime(leads ? failedAt!.Value : start));
        Caption(html, "100%", "114", "end", prose.Report.ClosedAt is not null ? prose.ClockTime(spans[^1].EndedAt ?? spans[^1].StartedAt) : prose.Words.Of(Label.StillOpen));
        html.Close();
        Key(html, prose, scale);
        Legend(html, prose, spans);
        html.Close();
    }

    /// <summary>A narrower bar of a narrow picture has no room for its number; the list below has them all.</summary>
    private const double MinNumberPercent = 4;

    private static void Site(HtmlText html, ReportProse prose, TimeScale scale)
    {
        ReportOutage outage = prose.Report.Outage;
        if (outage.WasDown != true)
        {
            (double from, double to) = outage.WasDown is null ? (0, 100) : Away(prose, scale);
            Bar(html, 0, from, "20", "16", "up", prose.Words.Of(Label.Up));
            Bar(html, from, to, "20", "16", "unknown", prose.Words.Of(Label.Unknown));
            Bar(html, to, 100, "20", "16", "up", prose.Words.Of(Label.Up));
            return;
        }

        double down = outage.FailedAt is { } failed ? scale.PlaceOf(failed) : 0;
        double up = (outage.StartedAgainAt ?? outage.AnsweredAt) is { } again ? Math.Max(scale.PlaceOf(again), down) : 100;
        Bar(html, 0, down, "20", "16", "up", prose.Words.Of(Label.Up));
        Bar(html, down, up, "20", "16", "down", prose.Words.Of(Label.Down));
        Bar(html, up, 100, "20", "16", "up", prose.Words.Of(Label.Up));
    }

    /// <summary>While a site that answered was restarted or rebooted, and was not looked at; nothing where it was left alone.</summary>
    private static (double From, double To) Away(ReportProse prose, TimeScale scale)
    {
        ReportOutage outage = prose.Report.Outage;
        StageSpan? change = prose.Report.Times.Spans.FirstOrDefault(span => span.Stage == Stage.Change);
        double? to = outage.Newest == SiteState.NotLookedAtSince ? 100 : outage.StartedAgainAt is { } again ? scale.PlaceOf(again) : null;
        return change is not null && to is { } end && end > scale.PlaceOf(change.StartedAt) ? (scale.PlaceOf(change.StartedAt), end) : (100, 100);
    }

    /// <summary>What the colours of the upper bar mean.</summary>
    private static void Key(HtmlText html, ReportProse prose, TimeScale scale)
    {
        html.Open("p", ("class", "key"));
        if (prose.Report.Outage.WasDown == true)
        {
            html.Element("span", "", ("class", "swatch down")).Text($" {prose.Words.Of(Label.Down)} ");
        }

        if (prose.Report.Outage.WasDown is not null)
        {
            html.Element("span", "", ("class", "swatch up")).Text($" {prose.Words.Of(Label.Up)} ");
        }

        if (prose.Report.Outage.WasDown is null || (prose.Report.Outage.WasDown == false && Away(prose, scale) is var (from, to) && to > from))
        {
            html.Element("span", "", ("class", "swatch unknown")).Text($" {prose.Words.Of(Label.Unknown)}");
        }

        html.Close();
    }

    private static void Legend(HtmlText html, ReportProse prose, ImmutableArray<StageSpan> spans)
    {
        html.Open("ol", ("class", "legend"));
        for (int i = 0; i < spans.Length; i++)
        {
            html.Open("li");
            html.Element("span", (i + 1).ToString(CultureInfo.InvariantCulture), ("class", "chip " + Class(spans[i].Stage)), ("aria-hidden", "true"));
            html.Element("strong", prose.Words.Of(spans[i].Stage));
            html.Element("span", Length(prose, spans[i]), ("class", "length"));
            html.Element("span", prose.ClockTime(spans[i].StartedAt) + "–" + (spans[i].EndedAt is { } end ? prose.ClockTime(end) : ""), ("class", "range"));
            html.Close();
        }

        html.Close();
    }

    private static string Length(ReportProse prose, StageSpan span) =>
        span.Duration is { } duration ? prose.Duration(duration) : prose.Words.Of(TimeUnknown.StillGoingOn);

    private static void Bar(HtmlText html, double from, double to, string y, string height, string look, string title)
    {
        if (to - from <= 0)
        {
            return;
        }

        html.Open("rect", ("x", Percent(from)), ("y", y), ("width", Percent(to - from)), ("height", height), ("class", look));
        html.Element("title", title);
        html.Close();
    }

    private static void Caption(HtmlText html, string x, string y, string anchor, string text) =>
        html.Element("text", text, ("x", x), ("y", y), ("text-anchor", anchor), ("class", "label"));

    private static string Class(Stage stage) => stage switch
    {
        Stage.Detect => "detect",
        Stage.Inspect => "inspect",
        Stage.Decide => "decide",
        Stage.Wait => "wait",
        Stage.Change => "change",
        _ => "verify",
    };

    private static string Percent(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.##}%");
}
