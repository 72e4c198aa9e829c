using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Ports;
using MutexResponder.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Messages;

/// <summary>
/// A message's words: what, where, whether the site is up, what to do now, what was done, and the link. Nothing of a log line stands in it,
/// and no secret: it leaves the account by mail.
/// </summary>
public static partial class MessageText
{
    private const int MaxLineChars = 190;

    /// <summary>What to do now stands whole, with a command in it.</summary>
    private const int MaxFactChars = 450;

    private const int MaxIds = 6;

    // Japanese and Markdown's signs as they are: it is read by a JSON reader.
    private static readonly JsonWriterOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Of the state that an incident is in.</summary>
    public static Message Of(IncidentReport report, MessageSource source)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(source);
        var prose = new ReportProse(report, source.Language);
        Words english = ReportLanguage.English.Words;
        string standing = (report.Phase == IncidentPhase.Inspecting || report.ReasonCode == Because.RejectedCode ? english.Part(report.ReasonCode, "title", report.Goal) : null) ?? english.Of(report.Phase, report.Goal);
        string subject = $"[{source.Name}] {standing}: {report.Instance}, {english.Of(Label.SiteInShort, report.Outage.Newest)}";
        string title = prose.Phase(report.Phase) + prose.HeadlineAfter(ReportProse.Colon);
        (string Label, string Value)[] facts = [.. prose.First()];
        StringBuilder text = new();
        Line(text, title);

        // It ends with the instance's.
        Line(text, report.IncidentId.ToString());
        text.Append('\n');
        foreach ((string label, string value) in facts)
        {
            text.Append(ReportText.Clean($"{label}{ReportProse.Colon}{value}", MaxFactChars)).Append('\n');
        }

        string link = Link(prose.Words, source, MessageSaid.ConsoleOfIdAbove);
        if (prose.IsPlanFirst)
        {
            Plan(text, prose, Message.MaxTextChars - 1 - link.Length);
        }

        text.Append(link);
        string description = string.Join('\n', facts.Select(fact => $"*{Plain(fact.Label)}*{ReportProse.Colon}{Plain(fact.Value)}"));
        return new Message(Ascii(subject), text.ToString(), Chat(source, report.IncidentId.ToString(), title, description, prose.Words.Of(Label.NowHead) + ReportProse.Colon + facts[1].Value, json =>
        {
            json.WriteString("threadId", report.IncidentId.ToString());
            json.WriteString("summary", Ascii(subject));
            json.WriteString("eventType", report.Phase.ToString());
            json.WriteStartArray("relatedResources");
            if (source.ArnOf(report.Instance) is { } arn)
            {
                json.WriteStringValue(arn);
            }

            json.WriteEndArray();
            json.WriteStartObject("additionalContext");
            json.WriteString("incidentId", report.IncidentId.ToString());
            json.WriteString("instanceId", report.Instance.Value);
            json.WriteString("reasonCode", report.ReasonCode);
            json.WriteEndObject();
        }));
    }

    /// <summary>Of what was held back in a storm: by <see cref="ListedIncident.NeedOf"/>, with the first instances of each; the console has them all.</summary>
    /// <param name="count">All that was held back.</param>
    /// <param name="changes">Those of it that this version can read.</param>
    /// <param name="source">Who tells.</param>
    public static Message OfStorm(int count, IReadOnlyCollection<HeldChange> changes, MessageSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Words words = source.Language.Words;
        string subject = $"[{source.Name}] {ReportLanguage.English.Words.Say(MessageSaid.Storm(count))}";
        string title = words.Say(MessageSaid.Storm(count));
        string link = Link(words, source, MessageSaid.Console);
        StringBuilder text = new();
        Line(text, title);
        text.Append('\n');
        List<string> summary = [];
        foreach (IGrouping<(IncidentPhase Phase, IncidentGoal Goal), HeldChange> alike in changes.GroupBy(one => (one.Phase, one.Goal)).OrderBy(group => ListedIncident.NeedOf(group.Key.Goal, group.Key.Phase)).ThenBy(group => group.Key.Phase))
        {
            string[] ids = [.. alike.Select(one => one.Instance.Value).Distinct().Order(StringComparer.Ordinal)];
            summary.Add($"{words.Of(alike.Key.Phase, alike.Key.Goal)} ({ids.Length})");
            string line = $"{summary[^1]}{ReportProse.Colon}{string.Join(", ", ids.Take(MaxIds))}{(ids.Length > MaxIds ? " …" : "")}\n";
            if (text.Length + line.Length + link.Length < Message.MaxTextChars)
            {
                text.Append(line);
            }
        }

        text.Append(link);
        return new Message(Ascii(subject), text.ToString(), Chat(source, "storm", title, Plain(string.Join(", ", summary)), null, json =>
        {
            json.WriteString("threadId", $"{source.Name}-storm");
            json.WriteString("summary", Ascii(subject));
            json.WriteString("eventType", "Storm");
        }));
    }

    /// <summary>Its steps, as many as fit: all of them stand in the console.</summary>
    private static void Plan(StringBuilder text, ReportProse prose, int maxChars)
    {
        const string Cut = "…\n";
        string head = $"\n{prose.Words.Of(Label.Plan)}{ReportProse.Colon.TrimEnd()}\n";
        string[] steps = [.. prose.Report.Actions.Plan.Select((step, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {ReportText.Clean(prose.Say(step), MaxLineChars)}\n"))];
        string shown = "";
        for (int i = 0; i < steps.Length; i++)
        {
            string tail = i + 1 < steps.Length ? Cut : "";
            if (text.Length + head.Length + shown.Length + steps[i].Length + tail.Length > maxChars)
            {
                shown += Cut;
                break;
            }

            shown += steps[i];
        }

        if (text.Length + head.Length + shown.Length <= maxChars)
        {
            text.Append(head).Append(shown);
        }
    }

    /// <summary>No address opens one incident: the console's field takes its id.</summary>
    private static string Link(Words words, MessageSource source, Func<string, Statement> say) => source.Dashboard() is { } address ? $"\n{words.Say(say(address))}\n" : "";

    private static void Line(StringBuilder text, string line) => text.Append(ReportText.Clean(line, MaxLineChars)).Append('\n');

    private static string Chat(MessageSource source, string id, string title, string description, string? next, Action<Utf8JsonWriter> metadata)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, s_readable))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteString("source", "custom");
            json.WriteString("id", id);
            json.WriteStartObject("content");
            json.WriteString("textType", "client-markdown");
            json.WriteString("title", Plain(title));
            json.WriteString("description", description);
            json.WriteStartArray("nextSteps");
            foreach (string step in new[] { next is null ? null : Plain(next), source.Dashboard() is { } address ? source.Language.Words.Say(next is null ? MessageSaid.Console(address) : MessageSaid.ConsoleOfIncident(id, address)) : null }.OfType<string>())
            {
                json.WriteStringValue(step);
            }

            json.WriteEndArray();
            json.WriteStartArray("keywords");
            json.WriteStringValue(source.Name);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("metadata");
            metadata(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>
    /// A name of the machine must not become a link, a mention or an emphasis in a chat, and must be read as it is. The chat service hands the text to
    /// the platform's own Markdown: a word with a sign of it stands between marks, where nothing else is Markdown, and the three signs by
    /// which Slack marks links and mentions are its entities.
    /// </summary>
    internal static string Plain(string text)
    {
        string clean = ReportText.Clean(text, MaxFactChars);
        return Special().Replace(clean, word =>
        {
            string plain = word.Value.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

            // A mark counts only beside a blank or a sign of ASCII; one that the word has itself gives way to its look-alike.
            return word.Value.AsSpan().ContainsAny("*_~`@") || word.Value.Where((_, at) => ReportText.MakesLink(word.Value, at)).Any()
                ? $"{BlankBeside(clean, word.Index - 1)}`{plain.Replace('`', '\u02cb')}`{BlankBeside(clean, word.Index + word.Length)}"
                : plain;
        });
    }

    private static string BlankBeside(string text, int index) => index >= 0 && index < text.Length && !char.IsAscii(text[index]) ? " " : "";

    /// <summary>A word of ASCII with one of the signs in it, or that is an address, without the quotes and stops around it.</summary>
    [GeneratedRegex(@"(?:[A-Za-z0-9$/][!-~]*)?(?:[*_~`@<>&]|://|[Ww]{3}\.)(?:[!-~]*[A-Za-z0-9}/*_~`@<>&])?")]
    private static partial Regex Special();

    private static string Ascii(string text)
    {
        string plain = string.Concat(text.Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : '?'));
        return plain.Length <= Message.MaxSubjectChars ? plain : plain[..(Message.MaxSubjectChars - 3)] + "...";
    }
}
