using System.Globalization;
using System.Text.RegularExpressions;
using MutexResponder.Reporting.Html;

namespace MutexResponder.Widgets;

/// <summary>
/// The report's looks inside somebody else's page: each rule only below our own element, sizes in pixels because the page's are not ours,
/// and what depends on the width depends on the widget's.
/// </summary>
internal static partial class WidgetStylesheet
{
    public const string Root = "mutex-responder";

    /// <summary>A report is read at a desk, a widget among others.</summary>
    private const double PixelsPerRem = 14.5;

    private const string Rules = """
        h1 { font-size: 24px; }
        h2 { font-size: 18px; }
        section { padding: 16px 18px 14px; margin: 12px 0; border-radius: 10px; }
        .figures dd { font-size: 19px; }
        a { cursor: pointer; }
        .btn { display: inline-block; padding: 6px 14px; border-radius: 8px; border: 1px solid var(--link); color: var(--link); background: var(--card); font-weight: 650; font-size: 13.5px; line-height: 1.45; text-decoration: none; cursor: pointer; }
        .btn:hover, .btn:focus { background: var(--quote); }
        .btn.go { background: var(--good); border-color: var(--good); color: var(--on); }
        .btn.stop { border-color: var(--bad); color: var(--bad); }
        .btn.small { padding: 2px 11px; font-size: 12.5px; }
        .asks { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 14px 0 4px; }
        .asks input { font: inherit; font-size: 13px; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 5px 10px; width: 230px; max-width: 100%; }
        .asks form { margin: 0; }
        .notice { border-radius: 10px; padding: 10px 14px; margin: 0 0 14px; background: var(--good-soft); color: var(--ink); border-left: 4px solid var(--good); }
        .notice.bad { background: var(--bad-soft); border-left-color: var(--bad); }
        .notice p { margin: 0; }
        .notice ul { margin: 6px 0 0; padding-left: 20px; }
        .tally { display: flex; flex-wrap: wrap; gap: 8px; margin: 0 0 14px; }
        .rows { list-style: none; margin: 0 0 16px; padding: 0; }
        .rows li { display: grid; grid-template-columns: 196px minmax(0, 1fr) auto; gap: 2px 14px; align-items: center; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; margin: 0 0 6px; }
        .rows .who { font-weight: 650; }
        .rows .what { color: var(--soft); font-size: 13px; grid-column: 2; }
        .rows .open { grid-column: 3; grid-row: 1 / 3; }
        .rows .badge { grid-row: 1 / 3; justify-self: start; }
        summary { cursor: pointer; color: var(--link); margin: 0 0 10px; }
        .calmly { color: var(--soft); }
        @media (max-width: 44rem) {
          h1 { font-size: 21px; }
          .rows li { grid-template-columns: minmax(0, 1fr) auto; }
          .rows .badge, .rows .who, .rows .what { grid-column: 1; grid-row: auto; }
          .rows .open { grid-column: 2; grid-row: 1 / 4; }
        }

        """;

    private static readonly string Below = Scope(Stylesheet.Screen + Rules);

    private static readonly string Light = Of("light", Stylesheet.LightColours);

    private static readonly string Dark = Of("dark", Stylesheet.DarkColours);

    public static string In(bool isDark) => isDark ? Dark : Light;

    private static string Of(string scheme, string colours) =>
        $".{Root} {{ color-scheme: {scheme}; container-type: inline-size; background: var(--paper); color: var(--ink); padding: 16px; border-radius: 8px; font: 400 14px/1.6 var(--sans); overflow-wrap: anywhere; text-align: left;\n{colours}{Stylesheet.Fonts}}}\n{Below}";

    private static string Scope(string rules)
    {
        string inPixels = Rem().Replace(rules, match => string.Create(
            CultureInfo.InvariantCulture, $"{double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * PixelsPerRem:0.##}px"));
        return Rule().Replace(inPixels, match => string.Join(", ", match.Groups[2].Value.Split(',').Select(selector => selector.Trim()).Select(selector => $".{Root}{(selector[0] == ':' ? "" : " ")}{selector}")) + " ")
            .Replace("@media (max-width", "@container (max-width", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(\d*\.?\d+)rem\b")]
    private static partial Regex Rem();

    /// <summary>The selectors of a rule: what stands before a brace that no other brace follows before it is closed.</summary>
    [GeneratedRegex(@"(?<=(^|[{}])\s*)([^{}@\s][^{}@]*)(?=\{[^{}]*\})")]
    private static partial Regex Rule();
}
