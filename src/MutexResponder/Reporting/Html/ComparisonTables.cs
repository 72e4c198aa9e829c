using System.Globalization;
using MutexResponder.Reporting.Sections;
using MutexResponder.Wording;

namespace MutexResponder.Reporting.Html;

/// <summary><c>ipcs -a</c> before and after: side by side where there is room, one over the other on a phone.</summary>
internal static class ComparisonTables
{
    public static void Write(HtmlText html, ReportProse prose, ReportComparison comparison)
    {
        Words words = prose.Words;
        bool hasAfter = comparison.AfterAt is not null;
        foreach (ComparedTable table in comparison.Tables)
        {
            html.Element("h3", table.Title, ("class", "ipcs"));
            html.Open("div", ("class", hasAfter ? "pair" : "single"));
            Side(html, words, table, words.Of(Label.Before, prose.Report.Goal), RowFate.New);
            if (hasAfter)
            {
                Side(html, words, table, words.Of(Label.After, prose.Report.Goal), RowFate.Gone);
            }

            html.Close();
        }
    }

    /// <param name="html">Where it goes.</param>
    /// <param name="words">The language.</param>
    /// <param name="table">Both sides.</param>
    /// <param name="caption">Which side this is.</param>
    /// <param name="absent">Rows with this fate are not on this side; an empty row keeps the two sides level.</param>
    private static void Side(HtmlText html, Words words, ComparedTable table, string caption, RowFate absent)
    {
        html.Open("div", ("class", "scroll"));
        html.Open("table", ("class", "listing"));
        html.Element("caption", caption);
        html.Open("thead").Open("tr");
        html.Element("th", "", ("class", "fate"));
        foreach (string column in table.Columns)
        {
            html.Element("th", column, ("scope", "col"));
        }

        html.Close().Close();
        html.Open("tbody");
        string span = (table.Columns.Length + 1).ToString(CultureInfo.InvariantCulture);
        bool isEmpty = table.Rows.All(row => row.Fate == absent);
        if (isEmpty)
        {
            html.Open("tr").Element("td", words.Of(Label.NoRows), ("colspan", span), ("class", "none")).Close();
        }

        foreach (ComparedRow row in isEmpty ? [] : table.Rows)
        {
            if (row.Fate == absent)
            {
                html.Open("tr", ("class", "absent"), ("aria-hidden", "true")).Element("td", "\u00A0", ("colspan", span)).Close();
            }
            else
            {
                Row(html, words, row);
            }
        }

        html.Close().Close().Close();
    }

    private static void Row(HtmlText html, Words words, ComparedRow row)
    {
        html.Open("tr", ("class", row.Fate switch { RowFate.Gone => "gone", RowFate.New => "new", _ => "same" }));
        html.Element("td", row.Fate switch { RowFate.Gone => "− " + words.Of(row.Fate), RowFate.New => "+ " + words.Of(row.Fate), _ => "" }, ("class", "fate"));
        foreach (string cell in row.Cells)
        {
            html.Element("td", cell);
        }

        html.Close();
    }
}
