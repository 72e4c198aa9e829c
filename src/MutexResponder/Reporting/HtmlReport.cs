using MutexResponder.Reporting.Html;
using MutexResponder.Wording;

namespace MutexResponder.Reporting;

/// <summary>
/// The report as one page that needs nothing else: no script, nothing loaded, light and dark, for a phone, a desk and paper.
/// The page's own policy forbids whatever it does not have, so even a fault in the escaping could run nothing.
/// </summary>
public static class HtmlReport
{
    /// <summary>No record makes a longer one.</summary>
    public const int MaxChars = 2_000_000;

    /// <returns>HTML for UTF-8, well-formed XML as well, at most <see cref="MaxChars"/> characters.</returns>
    public static string Write(IncidentReport report, ReportLanguage language)
    {
        ArgumentNullException.ThrowIfNull(report);
        var prose = new ReportProse(report, language);
        var html = new HtmlText();
        html.Open("html", ("lang", prose.Language.Tag)).Open("head");
        html.Empty("meta", ("charset", "utf-8"));
        html.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", $"default-src 'none'; style-src {Stylesheet.HashSource}; img-src data:; base-uri 'none'; form-action 'none'"));
        html.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Empty("meta", ("name", "referrer"), ("content", "no-referrer"));

        // Without it a browser asks the server for /favicon.ico.
        html.Empty("link", ("rel", "icon"), ("href", "data:,"));
        html.Element("title", ReportSummary.OneLine(report, language));
        html.Style(Stylesheet.Css);
        html.Close();
        html.Open("body").Open("main");
        new ReportPage(html, prose).Write();
        html.Close().Close().Close();
        return html.ToString();
    }
}
