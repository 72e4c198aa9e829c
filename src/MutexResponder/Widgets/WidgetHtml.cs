using System.Globalization;
using MutexResponder.Reporting.Html;
using MutexResponder.Wording;
using MutexResponder.Reporting;

namespace MutexResponder.Widgets;

/// <summary>
/// What every widget is made of: one element with its own style sheet, and buttons. The console takes away scripts and what it holds for
/// unsafe (CloudWatch User Guide, "Security and JavaScript for custom CloudWatch widgets"); so there are plain elements, no id, and nothing from outside.
/// </summary>
internal sealed class WidgetHtml
{
    public WidgetHtml(WidgetView view)
    {
        View = view;

        // The class switches the console's own styles of links and tables off.
        Html.Open("div", ("class", WidgetStylesheet.Root + " cwdb-no-default-styles"), ("lang", view.Language.Tag));
        Html.Style(WidgetStylesheet.In(view.IsDark));
    }

    public HtmlText Html { get; } = new(isPage: false);

    public WidgetView View { get; }

    public Words Words => View.Language.Words;

    public string Of(WidgetLabel label) => Words.Of(label);

    public string Say(Statement statement) => Words.Say(statement);

    /// <param name="label">What stands on it.</param>
    /// <param name="request">The JSON that the function is called with.</param>
    /// <param name="look">Classes besides <c>btn</c>.</param>
    /// <param name="question">What is to be confirmed first; empty where nothing is.</param>
    /// <param name="opensPopup">The answer is shown over the dashboard.</param>
    public void Button(string label, string request, string look = "", string question = "", bool opensPopup = false)
    {
        Html.Element("a", label, ("class", ("btn " + look).TrimEnd()), ("role", "button"), ("tabindex", "0"));
        (string, string)[] confirmation = question.Length > 0 ? [("confirmation", question)] : [];
        Html.Open("cwdb-action", [("action", "call"), ("endpoint", View.Endpoint), ("display", opensPopup || View.IsPopup ? "popup" : "widget"), .. confirmation]);
        Html.Text(request).Close();
    }

    /// <summary>The request for an incident's page.</summary>
    public string Page(InstanceId instance, IncidentId incidentId, string section = "", bool isPopup = false)
    {
        string part = section.Length > 0 ? $",\"section\":\"{section}\"" : "";
        string popup = isPopup || View.IsPopup ? ",\"display\":\"popup\"" : "";
        return $$"""{"widget":"incident","instanceId":"{{instance}}","incidentId":"{{incidentId}}"{{part}}{{popup}}}""";
    }

    /// <summary>To the second, in UTC; without the date where it is today's.</summary>
    public string Time(DateTimeOffset at) => at.UtcDateTime.ToString(
        at.UtcDateTime.Date == View.Now.UtcDateTime.Date ? "HH:mm:ss 'UTC'" : "yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public Statement Since(DateTimeOffset at) => Said.Duration(View.Now > at ? View.Now - at : TimeSpan.Zero);

    public override string ToString() => Html.Close().ToString();
}
