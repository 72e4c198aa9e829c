using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using CsCheck;
using MutexResponder.Deciding;
using MutexResponder.Detection;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Lab.Dashboards;
using MutexResponder.Lambda.Aws.OpsItems;
using MutexResponder.Messages;
using MutexResponder.Remediation;
using MutexResponder.Reporting;
using MutexResponder.Tests.Doubles;
using MutexResponder.Widgets;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Reporting;

/// <summary>Whatever stands in a record, it is text in every report and never markup, and no report is longer than its bound.</summary>
public partial class HostileTextTests
{
    private static readonly HashSet<string> Elements =
    [
        "html", "head", "meta", "link", "title", "style", "body", "main", "header", "footer", "nav", "section", "figure", "svg", "rect", "text",
        "h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "dt", "dd", "div", "span", "strong", "code", "pre", "time", "a",
        "table", "caption", "thead", "tbody", "tr", "th", "td",
    ];

    private static readonly HashSet<string> Attributes =
    [
        "lang", "charset", "http-equiv", "content", "name", "rel", "href", "class", "id", "scope", "colspan", "datetime", "translate", "role",
        "aria-label", "aria-hidden", "xmlns", "width", "height", "x", "y", "text-anchor",
    ];

    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf(
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</pre>", "</style>", "--><!--", "]]>", "\" onload=\"x", "'", "&", "&lt;", "&#x3c;",
            "`", "```", "````", "~~~", "# OWNED", "- [x](javascript:alert(1))", "![](http://evil.example/x)", "www.evil.example", "|", "\\", "*", "_", "<!-- ", "{0}", "{{ x }}",
            "\u202E", "\u2028", "\0", "\uD800", "\uFFFE", "😀", "漢", " ", "$(reboot)", "AH00144"),
        Gen.String[Gen.Char.AlphaNumeric, 0, 12]);

    /// <summary>One line, as evidence holds it.</summary>
    private static readonly Gen<string> Line = Piece.Array[0, 12].Select(string.Concat);

    /// <summary>Any text, as the record's fields hold it.</summary>
    private static readonly Gen<string> Text = Gen.Select(Line, Line).Select((a, b) => a + "\n```\n# OWNED\n" + b);

    private static readonly Gen<Incident> Hostile =
        from line in Line
        from other in Line
        from text in Text
        from reason in Text
        from approver in Text
        from story in Text.Array[0, 5]
        from code in Gen.OneOf(Line, Gen.OneOf("recovered", "mode-observe", "semaphores-removed"))
        from phase in Gen.Enum<IncidentPhase>()
        from withAfter in Gen.Bool
        from goal in Gen.Enum<IncidentGoal>()
        from restore in Gen.OneOf("restored", "refused", "failed")
        select (SampleIncident.Of(1) with
        {
            Approval = new Approval(new Plan(Remedy.ConfD, RecoveryKind.Reboot, default, default, [], default, 0, text, line), new Asker(approver, false)),
            RequestedBy = new Asker(approver, false),
            HumanRecordId = text,
            Goal = goal == IncidentGoal.Rollback ? new Goal.Rollback(new AppliedChange(SampleIncident.Of(2).Id, new string('c', 64).As<ConfigHash>(), SampleIncident.Opening)) : new Goal.Recover(),
            RemediationsStarted = [SampleIncident.Opening.AddHours(2)],
            Signals = [new Signal(line, SignalKind.Removed, 43, 1, SampleIncident.Opening, text, SignalConfidence.High)],
            SignalCount = 1,
            Timeline = [.. story.Select(s => new TimelineEntry(SampleIncident.Opening.AddMinutes(1), phase, new Statement(s, (s, s), ("text", Statement.Quoted(s)))))],
        })
        .Seeing(Evidence("removed-prefork-orphan", line, other))
        .Having($"#result step=apply status=changed remedy={text}\n#result step=restore status={restore} reason={line}", withAfter ? Evidence("fixed-and-running", other, line) : null)
        .In(phase, code, reason, SampleIncident.Opening.AddHours(1));

    [Fact]
    public void Html_HostileRecord_IsWellFormedAndHasOurElementsOnly() => Hostile.Sample(
        incident =>
        {
            foreach (ReportLanguage language in ReportLanguage.All)
            {
                AssertOnlyOurMarkup(HtmlReport.Write(IncidentReport.From(incident), language));
            }
        },
        iter: 150);

    [Fact]
    public void Markdown_HostileRecord_HasOurHeadingsAndClosedFencesOnly() => Hostile.Sample(
        incident =>
        {
            foreach (ReportLanguage language in ReportLanguage.All)
            {
                AssertMarkdownHolds(MarkdownReport.Write(IncidentReport.From(incident), language));
            }
        },
        iter: 150);

    /// <summary>What leaves the account, and the page within the console's.</summary>
    [Fact]
    public void HostileRecord_ItemChatAndPage_HaveOurMarkupOnly() => Hostile.Sample(
        incident =>
        {
            Incident planned = incident with { Seen = incident.Seen! with { Diagnosis = incident.Seen.Diagnosis! with { Plan = incident.Approval!.Plan } } };
            IncidentReport report = IncidentReport.From(planned);
            foreach (ReportLanguage language in ReportLanguage.All)
            {
                AssertMarkdownHolds(OpsItemText.Description(report, language, []));
                JsonNode content = JsonNode.Parse(MessageText.Of(report, new MessageSource("stack", language, () => "https://console/", _ => null)).Chat)!["content"]!;
                Assert.DoesNotContain(new[] { content["title"]!, content["description"]! }.Concat(content["nextSteps"]!.AsArray()), text => text!.GetValue<string>().Contains('<', StringComparison.Ordinal));

                WidgetView view = new(language, IsDark: false, "arn:aws:lambda:eu-west-1:123456789012:function:responder", incident.OpenedAt) { ViewerName = incident.HumanRecordId! };
                string page = IncidentWidget.Write(report, SeenPlan.Of(planned.Proposal), view);
                Assert.Empty(WidgetCleaning.Clean(page).Removed);
                using XmlReader reader = NewReader(page);
                while (reader.Read())
                {
                }
            }
        },
        iter: 100);

    [Fact]
    public void AnyRecord_EveryRenderer_WithinItsBound() => IncidentGen.Any.Sample(AssertBounds, iter: 200);

    [Fact]
    public void HostileRecord_EveryRenderer_WithinItsBound() => Hostile.Sample(AssertBounds, iter: 50);

    [Fact]
    public void LargestRecord_EveryRenderer_WithinItsBound()
    {
        string worst = string.Concat(Enumerable.Repeat("'\"<&`", 2000));
        string[] lines = [.. Enumerable.Repeat(worst, 200)];
        string evidence = Recording.Load("removed-prefork-orphan")
            .With("os-release", lines).With("directives", lines).With("ipcs", ["------ Semaphore Arrays --------", .. Enumerable.Repeat(string.Join(' ', lines.Take(8)), 200)])
            .WithHeader("configtest", "[configtest exit=1]", lines).WithHeader("errorlog", "[errorlog path=x]", lines[..10]).ToString();
        Incident incident = SampleIncident.Of(1).Seeing(evidence).Having(string.Join('\n', lines), evidence).In(IncidentPhase.Escalated, worst, worst) with
        {
            Goal = new Goal.Rollback(new AppliedChange(SampleIncident.Of(2).Id, new string('c', 64).As<ConfigHash>(), SampleIncident.Opening)),
            Approval = new Approval(new Plan(Remedy.ConfD, RecoveryKind.Reboot, default, default, [], default, 0, worst, worst), new Asker(worst, false)),
            Signals = [.. Enumerable.Repeat(new Signal(worst, SignalKind.Removed, 43, 1, SampleIncident.Opening, worst, SignalConfidence.High), 50)],
            Timeline = [.. Enumerable.Repeat(new TimelineEntry(SampleIncident.Opening, IncidentPhase.Remediating, new Statement(worst, (worst, worst), ("text", Statement.Quoted(worst)))), 300)],
        };

        AssertBounds(incident);
        AssertBounds(incident with { Goal = new Goal.Recover() });
    }

    [Fact]
    public async Task Html_ScriptInALogLine_IsShownAsText()
    {
        const string Attack = "<script>document.title='owned'</script>";
        Incident incident = await RecordedIncidents.PlayAsync("resolved");
        string html = HtmlReport.Write(
            IncidentReport.From(incident with { Signals = [incident.Signals[0] with { Line = Attack }] }), ReportLanguage.English);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;document.title=&#39;owned&#39;&lt;/script&gt;", html, StringComparison.Ordinal);
        Assert.Contains(Attack, XmlText(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_Policy_AllowsTheStyleSheetAndNothingElse()
    {
        string html = HtmlReport.Write(IncidentReport.From(await RecordedIncidents.PlayAsync("resolved")), ReportLanguage.Japanese);
        string css = html[(html.IndexOf("<style>", StringComparison.Ordinal) + 7)..html.IndexOf("</style>", StringComparison.Ordinal)];
        string hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(css)));

        Assert.Contains($"default-src &#39;none&#39;; style-src &#39;sha256-{hash}&#39;;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", css, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", css, StringComparison.Ordinal);
        Assert.DoesNotContain("http", css, StringComparison.Ordinal);
    }

    private static void AssertBounds(Incident incident)
    {
        IncidentReport report = IncidentReport.From(incident);
        using JsonDocument json = JsonDocument.Parse(JsonReport.Write(report));
        Assert.Equal(JsonReport.Version, json.RootElement.GetProperty("version").GetInt32());
        Assert.InRange(JsonReport.Write(report).Length, 1, JsonReport.MaxBytes);
        foreach (ReportLanguage language in ReportLanguage.All)
        {
            Assert.InRange(HtmlReport.Write(report, language).Length, 1, HtmlReport.MaxChars);
            Assert.InRange(MarkdownReport.Write(report, language).Length, 1, MarkdownReport.MaxChars);
            Assert.InRange(ReportSummary.Brief(report, language).Length, 1, ReportSummary.MaxBriefChars);
            Assert.InRange(ReportSummary.OneLine(report, language).Length, 1, ReportSummary.MaxLineChars);
            Assert.DoesNotContain('\n', ReportSummary.OneLine(report, language));
        }
    }

    private static void AssertOnlyOurMarkup(string html)
    {
        using XmlReader reader = NewReader(html);
        while (reader.Read())
        {
            Assert.NotEqual(XmlNodeType.Comment, reader.NodeType);
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            Assert.Contains(reader.LocalName, Elements);
            while (reader.MoveToNextAttribute())
            {
                Assert.Contains(reader.Name, Attributes);
                Assert.True(reader.Name != "href" || reader.Value == "data:," || OwnAnchor().IsMatch(reader.Value), reader.Value);
            }
        }

        Assert.DoesNotContain(html, c => c is '\u202E' or '\u2028' or '\0');
    }

    private static void AssertMarkdownHolds(string markdown)
    {
        string? fence = null;
        foreach (string line in markdown.Split('\n'))
        {
            if (fence is not null)
            {
                fence = line.Trim() is { } mark && mark.Length >= fence.Length && mark.All(c => c == '`') ? null : fence;
                continue;
            }

            if (FenceStart().Match(line) is { Success: true } start)
            {
                fence = start.Groups[1].Value;
                continue;
            }

            string prose = WithoutCode(line);
            Assert.DoesNotMatch(UnescapedMarkup(), prose);
            Assert.False(line.StartsWith('#') && line.Contains("OWNED", StringComparison.Ordinal), line);
        }

        Assert.Null(fence);
    }

    /// <summary>Takes inline code out as CommonMark finds it: a run of backticks up to the next run of the same length.</summary>
    private static string WithoutCode(string line)
    {
        var rest = new StringBuilder();
        for (int i = 0; i < line.Length;)
        {
            if (line[i] == '\\' && i + 1 < line.Length)
            {
                rest.Append(line, i, 2);
                i += 2;
            }
            else if (line[i] == '`')
            {
                int run = Run(line, i);
                int end = i + run;
                while (end < line.Length && !(line[end] == '`' && Run(line, end) == run))
                {
                    end += line[end] == '`' ? Run(line, end) : 1;
                }

                Assert.True(end < line.Length, $"inline code without an end: {line}");
                i = end + run;
            }
            else
            {
                rest.Append(line[i++]);
            }
        }

        return rest.ToString();
    }

    private static int Run(string line, int at)
    {
        int end = at;
        while (end < line.Length && line[end] == '`')
        {
            end++;
        }

        return end - at;
    }

    private static string Evidence(string recording, string line, string other) => Recording.Load(recording)
        .Replacing("hostname=a", "hostname=" + line)
        .Replacing("webapp", other.Replace('"', '\'') is { Length: > 0 } name ? name : "webapp")
        .With("os-release", "PRETTY_NAME=" + line, "ID=debian")
        .With("logins", "Nov 23 12:39:53 a systemd-logind[512]: Removed session " + line)
        .With("ipcs", "------ " + line + " --------", "key semid " + other, "0x0 1 " + line)
        .WithHeader("configtest", "[configtest exit=0]", line, other)
        .ToString();

    private static string XmlText(string html)
    {
        var text = new StringBuilder();
        using XmlReader reader = NewReader(html);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Text)
            {
                text.Append(reader.Value).Append('\n');
            }
        }

        return text.ToString();
    }

    private static XmlReader NewReader(string html) =>
        XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });

    [GeneratedRegex("^(`{3,})[a-z]*$")]
    private static partial Regex FenceStart();

    /// <summary>After code and backslash pairs are set aside, characters that would begin HTML, a link or a picture, and an address that would become a link.</summary>
    [GeneratedRegex(@"(?<!\\)(?:\\\\)*[<\[\]&]|(?<!\\)://|www\.")]
    private static partial Regex UnescapedMarkup();

    [GeneratedRegex(@"^#[a-z]+$")]
    private static partial Regex OwnAnchor();
}
