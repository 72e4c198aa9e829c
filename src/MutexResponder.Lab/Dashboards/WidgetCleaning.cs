using System.Collections.Immutable;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MutexResponder.Lab.Dashboards;

/// <summary>
/// What the console does to a widget's HTML before it shows it (CloudWatch User Guide, "Security and JavaScript for custom CloudWatch widgets"):
/// scripts, <c>iframe</c>, <c>use</c> and "other known security vulnerabilities" are taken away. The manual names no more than these, so this
/// double is stricter: it keeps what its lists know to be harmless, and nothing else. A widget that passes it whole asks nothing of the real one.
/// </summary>
public static class WidgetCleaning
{
    private static readonly ImmutableHashSet<string> s_elements = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "a", "b", "br", "caption", "code", "dd", "details", "div", "dl", "dt", "em", "figure", "footer", "form", "h1", "h2", "h3", "h4", "header", "hr", "i", "input",
        "label", "li", "ol", "option", "p", "pre", "section", "select", "small", "span", "strong", "style", "sub", "summary", "sup", "table", "tbody", "td", "textarea",
        "tfoot", "th", "thead", "time", "tr", "ul", "svg", "g", "rect", "circle", "line", "path", "polyline", "polygon", "text", "title", "tspan", "cwdb-action");

    private static readonly ImmutableHashSet<string> s_attributes = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "class", "lang", "role", "title", "tabindex", "translate", "href", "colspan", "rowspan", "scope", "datetime", "open", "name", "value", "placeholder", "maxlength", "type",
        "xmlns", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "d", "points", "fill", "stroke", "stroke-width", "text-anchor", "viewBox", "style",
        "aria-label", "aria-hidden", "action", "confirmation", "display", "endpoint", "event");

    /// <returns>The HTML that is shown, and what was taken away, one sentence each.</returns>
    public static (string Html, ImmutableArray<string> Removed) Clean(string html)
    {
        using IDocument document = new HtmlParser().ParseDocument("<!DOCTYPE html><body>");
        INodeList nodes = new HtmlParser().ParseFragment(html, document.Body!);
        document.Body!.Append([.. nodes]);
        List<string> removed = [];
        foreach (IElement element in document.Body.QuerySelectorAll("*").ToArray())
        {
            if (!s_elements.Contains(element.LocalName) || element.NamespaceUri is not (null or "http://www.w3.org/1999/xhtml" or "http://www.w3.org/2000/svg"))
            {
                removed.Add($"the element {element.LocalName}");
                element.Remove();
                continue;
            }

            foreach (IAttr attribute in element.Attributes.ToArray())
            {
                if (!s_attributes.Contains(attribute.Name) || !IsHarmless(attribute))
                {
                    removed.Add($"the attribute {attribute.Name} of {element.LocalName}");
                    element.RemoveAttribute(attribute.Name);
                }
            }

            if (element.LocalName == "style" && ReachesOutside(element.TextContent))
            {
                removed.Add("a style sheet that loads something");
                element.Remove();
            }
        }

        return (document.Body.InnerHtml, [.. removed]);
    }

    private static bool IsHarmless(IAttr attribute) => attribute.Name switch
    {
        "href" => attribute.Value.StartsWith("https://", StringComparison.Ordinal),
        "action" => attribute.Value is "call" or "html",
        "style" => !ReachesOutside(attribute.Value),
        _ => true,
    };

    private static bool ReachesOutside(string css) =>
        css.Contains("url(", StringComparison.OrdinalIgnoreCase) || css.Contains("@import", StringComparison.OrdinalIgnoreCase) || css.Contains("expression(", StringComparison.OrdinalIgnoreCase);
}
